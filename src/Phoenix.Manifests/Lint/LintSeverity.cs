namespace Phoenix.Manifests.Lint;

/// <summary>How bad a finding is. Ordered: a greater one is worse.</summary>
public enum LintSeverity
{
    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Makes a rebirth slower, weaker or surprising.</summary>
    Warning,

    /// <summary>Data is lost, or a restore is blocked.</summary>
    Error,
}
