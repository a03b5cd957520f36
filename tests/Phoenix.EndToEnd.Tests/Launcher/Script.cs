using System.Diagnostics;

namespace Phoenix.EndToEnd.Tests.Launcher;

/// <summary>How one of the clone's scripts ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Script(int ExitCode, string Output, string Error)
{
    /// <summary>The clone that the tests were built in.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Runs a program to its end, in a folder that is not the clone.</summary>
    /// <param name="environment">Changes to the environment; null removes a variable.</param>
    /// <param name="program">Path or name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<Script> RunAsync(Dictionary<string, string?> environment, string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string? value) in environment)
        {
            start.Environment[name] = value;
        }

        using CancellationTokenSource limit = new(TimeSpan.FromMinutes(2)); // a stale build is made up for first
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            return new Script(await Ended(process, limit.Token), await output, await error);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static async Task<int> Ended(Process process, CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("no Phoenix.slnx above the tests");
    }
}
