using System.Globalization;

namespace Phoenix.Adapters.Processes;

/// <summary>How a tool ended.</summary>
/// <param name="Tool">The command's name for people.</param>
/// <param name="ExitCode">Exit code; 128 + signal number when a signal ended it.</param>
/// <param name="StandardOutput">What it printed, redacted; beginning and end only when it was very long, empty when the command had a reader of its own.</param>
/// <param name="StandardError">The same for its error stream.</param>
/// <param name="Duration">How long it ran.</param>
public sealed record ToolResult(string Tool, int ExitCode, string StandardOutput, string StandardError, TimeSpan Duration)
{
    /// <summary>
    /// How it ended, e.g. <c>ended with exit code 3</c>. A shell reports a signal that killed its own child the same way, and is named the same way.
    /// </summary>
    public string Ending => Libc.SignalName(ExitCode - 128) is string name
        ? string.Create(CultureInfo.InvariantCulture, $"was killed by signal {ExitCode - 128} ({name})")
        : string.Create(CultureInfo.InvariantCulture, $"ended with exit code {ExitCode}");

    /// <summary>The last lines that the tool printed, of the error stream when there are any: its own words for what went wrong.</summary>
    public string LastWords
    {
        get
        {
            string text = string.IsNullOrWhiteSpace(StandardError) ? StandardOutput : StandardError;
            string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string last = string.Join(" | ", lines[^Math.Min(lines.Length, 5)..]);
            return last.Length <= 1500 ? last : last[^1500..];
        }
    }
}
