namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>How a Phoenix process ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record PhoenixResult(int ExitCode, string Output, string Error)
{
    /// <summary>Everything it printed, for the message of an assertion.</summary>
    public override string ToString() => $"exit code {ExitCode}\n{Error}\n{Output}";
}
