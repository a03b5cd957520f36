namespace Phoenix.Proof;

/// <summary>Why a row should not be there.</summary>
public enum PhantomKind
{
    /// <summary>Another run or cycle wrote it.</summary>
    Foreign,

    /// <summary>No client ever attempted it.</summary>
    NeverAttempted,

    /// <summary>Its client saw it fail before COMMIT was sent.</summary>
    Failed,

    /// <summary>The same attempt was returned more than once.</summary>
    Duplicate,

    /// <summary>A column differs from what the client recorded.</summary>
    Altered,
}
