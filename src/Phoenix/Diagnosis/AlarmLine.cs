using System.Text.RegularExpressions;

namespace Phoenix.Diagnosis;

/// <summary>Whether a line says of itself that something failed: a level of PostgreSQL, pgBackRest, logrus, zap or Terraform, or an error class of pgBackRest.</summary>
internal static partial class AlarmLine
{
    /// <summary>Texts of which one stands in every alarm.</summary>
    internal static readonly string[] Literals = ["ERROR", "FATAL", "PANIC", "rror: ", "Error]", "Error from server", "level=error", "level=fatal", "level=panic", "error\"", "fatal\"", "panic\"", "error\\\"", "fatal\\\"", "panic\\\""];

    /// <summary>Whether one of the readings of a line is an alarm.</summary>
    internal static bool IsIn(IReadOnlyList<string> readings) => readings.Any(r => Alarm().IsMatch(r) && !Again().IsMatch(r));

    // pgBackRest says below an error how often it was tried; with nothing behind it, it was the same error again.
    [GeneratedRegex(@"\A\s*\[[A-Z][A-Za-z]+Error\] on retry (?:after|at) [0-9]+(?:\.[0-9]+)?m?s\s*\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Again();

    // A level stands alone: ERROR_LOG=..., "0 ERRORS" and error_count are none. Terraform draws a bar before its lines; logs begin with a time.
    [GeneratedRegex(
        """(?:^|[\s\[|"':│])(?:ERROR|FATAL|PANIC)(?:[:\]|]|\s+\S|$)|"(?:level|severity|lvl)"\s*:\s*"(?:error|fatal|d?panic|ERROR|FATAL)"|\blevel=(?:error|fatal|panic)\b|\[[A-Z][A-Za-z]+Error\]|(?:^|Z |[│|F] )\s*(?:Error|error): \S|(?:^|Z )Error from server""",
        RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Multiline)]
    private static partial Regex Alarm();
}
