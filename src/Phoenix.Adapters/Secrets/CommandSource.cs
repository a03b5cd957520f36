using System.Collections;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Secrets;

/// <summary>
/// What a program prints (<c>pass</c>, <c>op read</c>, <c>sops -d</c>). It gets Phoenix's own environment, since such programs find their session
/// there, but not Phoenix's own variables. Its output is never shown; its error stream is, when it fails, without what it printed.
/// </summary>
internal sealed class CommandSource(ToolRunner runner)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    // Set by the runner for every tool.
    private static readonly string[] Fixed = ["PATH", "HOME", "LANG", "LC_ALL", "TZ"];

    internal async Task<string> ReadAsync(SecretRequest request, SecretDefinition.Command definition, IReadOnlyList<string> known, CancellationToken cancellationToken)
    {
        byte[] output = [];
        ToolCommand command = new()
        {
            Tool = $"{Path.GetFileName(definition.Arguments[0])} (secret '{request.Name}')",
            FileName = definition.Arguments[0],
            Arguments = [.. definition.Arguments.Skip(1)],
            Environment = Inherited(),
            Timeout = Bound,
            Secrets = known,
            Output = async (stream, token) => output = await SecretBytes.ReadAllAsync(stream, token).ConfigureAwait(false),
        };
        ToolResult result;
        try
        {
            result = await runner.RunAsync(command, cancellationToken).ConfigureAwait(false);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            // Without the tool's last words: half a secret may be among them, and nobody knows it yet. So without the cause as well.
            throw request.Fault(ErrorCode.TimedOut, $"did not come within {Bound.TotalSeconds:0} s; the program was killed", "run it by hand: it may wait for a password, which it cannot ask for here");
        }

        if (result.ExitCode != 0)
        {
            string printed = Redaction.Of([Encoding.UTF8.GetString(output)]).Apply(result.StandardError);
            throw request.Fault(
                ErrorCode.ToolFailed,
                $"is not to be had: {ToolRunner.Failure(result with { StandardError = printed }).Message}",
                "run the program by hand with the account and environment of Phoenix until it prints the secret");
        }

        return request.Decode(output);
    }

    private static Dictionary<string, string> Inherited() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .Select(v => (Name: (string)v.Key, Value: (string?)v.Value ?? ""))
        .Where(v => !Fixed.Contains(v.Name) && !v.Name.StartsWith("PHOENIX_", StringComparison.Ordinal))
        .ToDictionary(v => v.Name, v => v.Value, StringComparer.Ordinal);
}
