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
    /// <param name="environment">What else its environment holds.</param>
    /// <param name="folder">Where it runs; null for here.</param>
    /// <exception cref="InvalidOperationException">It ended with another one.</exception>
    public async Task RunAsync(
        IReadOnlyList<string> arguments, Func<Process, Task>? look = null, int expected = 0, IReadOnlyDictionary<string, string>? environment = null, string? folder = null)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!, [Path.Combine(app, "Phoenix.Cli.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder ?? "" };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

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
