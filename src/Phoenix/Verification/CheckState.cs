namespace Phoenix.Verification;

/// <summary>How one check of a record ended.</summary>
public enum CheckState
{
    /// <summary>It was checked, and holds.</summary>
    Passed,

    /// <summary>It was checked, and does not hold.</summary>
    Failed,

    /// <summary>It could not be checked, or was not asked for; that is said aloud and never counts as passed.</summary>
    NotChecked,
}
