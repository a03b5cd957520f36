namespace Phoenix.Adapters.Doctor;

/// <summary>What a look means.</summary>
public enum FindingState
{
    /// <summary>As it must be.</summary>
    Ok,

    /// <summary>It works, but not all that Phoenix could show will be shown.</summary>
    Warning,

    /// <summary>A command will fail.</summary>
    Problem,
}
