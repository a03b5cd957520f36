namespace Phoenix.Castle;

/// <summary>What a program that stands in prints, and how it ends.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record StandInAnswer(int ExitCode, string Output, string Error)
{
    public static StandInAnswer Fine(string output) => new(0, output, "");

    public static StandInAnswer Fault(string error) => new(1, "", error);
}
