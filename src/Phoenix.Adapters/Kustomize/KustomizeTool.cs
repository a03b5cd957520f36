using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.Kustomize;

/// <summary>Builds a kustomization with <c>kubectl kustomize</c>, which needs no cluster.</summary>
/// <param name="runner">Runs it.</param>
public sealed class KustomizeTool(ToolRunner runner)
{
    private const int MostBytes = 64 << 20;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    /// <summary>Whether <c>kubectl</c> is there.</summary>
    public static bool IsThere => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Any(d => File.Exists(Path.Combine(d, "kubectl")));

    /// <summary>What it prints; null and why when it is not there, or ends with an error.</summary>
    /// <param name="folder">The kustomization's folder, absolute.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(string? Text, string? Fault)> BuildAsync(string folder, CancellationToken cancellationToken)
    {
        using MemoryStream printed = new();
        try
        {
            ToolResult result = await runner.RunAsync(
                new ToolCommand
                {
                    Tool = "kubectl kustomize",
                    FileName = "kubectl",
                    Arguments = ["kustomize", "--", folder],
                    Timeout = Bound,
                    Output = (stream, token) => CopyAsync(stream, printed, token),
                },
                cancellationToken);
            if (printed.Length >= MostBytes)
            {
                return (null, $"it printed more than {MostBytes >> 20} MiB");
            }

            return result.ExitCode == 0 ? (Encoding.UTF8.GetString(printed.GetBuffer(), 0, (int)printed.Length), null) : (null, $"{result.Ending}: {result.LastWords}");
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.ToolMissing or ErrorCode.TimedOut)
        {
            return (null, e.Code == ErrorCode.ToolMissing ? "kubectl is not installed" : e.Message);
        }
    }

    private static async Task CopyAsync(Stream from, MemoryStream to, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = await from.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            // The rest is read and dropped: a program that blocks on its output never ends.
            to.Write(buffer, 0, Math.Min(read, MostBytes - (int)to.Length));
        }
    }
}
