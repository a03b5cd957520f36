using System.Diagnostics;

namespace Phoenix.Bench;

/// <summary>The published build, started as people start it.</summary>
/// <param name="app">Folder of its Phoenix.Cli.dll.</param>
internal sealed class PublishedPhoenix(string app)
{
    /// <summary>Runs it to its end.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="look">Runs beside it and ends when the process did; null for nothing.</param>
    /// <param name="expected">The exit code that it must end with.</param>
    /// <exception cref="InvalidOperationException">It ended with another one.</exception>
    public async Task RunAsync(IReadOnlyList<string> arguments, Func<Process, Task>? look = null, int expected = 0)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Path.Combine(app, "Phoenix.Cli.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        Task looking = look?.Invoke(process) ?? Task.CompletedTask;
        await process.WaitForExitAsync();
        await looking;
        if (process.ExitCode != expected)
        {
            throw new InvalidOperationException($"phoenix {arguments[0]} ended with {process.ExitCode}: {await errors}{await output}");
        }

        await Task.WhenAll(output, errors);
    }
}
