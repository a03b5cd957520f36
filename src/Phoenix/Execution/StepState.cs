namespace Phoenix.Execution;

/// <summary>How a step or layer ended; everything but <see cref="Succeeded"/> comes with a reason.</summary>
public enum StepState
{
    /// <summary>It ended, and what it promised holds.</summary>
    Succeeded,

    /// <summary>It ended with an error, or past its bound.</summary>
    Failed,

    /// <summary>It never ran, because something it needs did not succeed.</summary>
    Blocked,

    /// <summary>It was left out on purpose.</summary>
    Skipped,

    /// <summary>It was interrupted, or not begun because the run was.</summary>
    Cancelled,
}
