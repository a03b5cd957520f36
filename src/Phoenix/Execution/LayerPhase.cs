namespace Phoenix.Execution;

/// <summary>What is being done to a layer.</summary>
public enum LayerPhase
{
    /// <summary>It is raised.</summary>
    Up,

    /// <summary>It is destroyed.</summary>
    Wipe,
}
