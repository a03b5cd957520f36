namespace Phoenix.Execution;

/// <summary>How a step or a layer ended. Everything but <see cref="Succeeded"/> comes with a reason.</summary>
public enum StepState
{
    /// <summary>It did what it was for.</summary>
    Succeeded,

    /// <summary>It was tried and did not.</summary>
    Failed,

    /// <summary>It was not tried, because something that it needs failed.</summary>
    Blocked,

    /// <summary>Nothing was to be done: it was not asked for, or had been done before. What needs it goes on.</summary>
    Skipped,

    /// <summary>It was stopped by the person or by a signal.</summary>
    Cancelled,
}
