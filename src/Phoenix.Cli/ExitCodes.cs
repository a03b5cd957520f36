namespace Phoenix.Cli;

/// <summary>Exit codes of every command (design, "Command line").</summary>
public static class ExitCodes
{
    /// <summary>Done, Proven, clean.</summary>
    public const int Done = 0;

    /// <summary>Refuted, or findings.</summary>
    public const int Refuted = 1;

    /// <summary>Bad usage or configuration; nothing was changed.</summary>
    public const int Usage = 2;

    /// <summary>Refused; nothing was touched.</summary>
    public const int Refused = 3;

    /// <summary>Inconclusive.</summary>
    public const int Inconclusive = 4;

    /// <summary>A layer or tool failed.</summary>
    public const int Failed = 5;

    /// <summary>Interrupted.</summary>
    public const int Interrupted = 130;
}
