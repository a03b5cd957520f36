namespace Phoenix.Journal;

/// <summary>What is done to a layer.</summary>
public enum LayerPhase
{
    /// <summary>It is raised.</summary>
    Up,

    /// <summary>It is destroyed.</summary>
    Wipe,
}
