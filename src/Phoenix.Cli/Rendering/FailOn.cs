namespace Phoenix.Cli.Rendering;

/// <summary>From which severity on findings end the command with exit code 1.</summary>
public enum FailOn
{
    /// <summary>Infos, too.</summary>
    Info,

    /// <summary>Warnings and errors.</summary>
    Warning,

    /// <summary>Errors only.</summary>
    Error,

    /// <summary>Nothing does.</summary>
    Never,
}
