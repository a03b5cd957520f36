namespace Phoenix.Proof;

/// <summary>At which moment the wipe hits.</summary>
public enum WipeMode
{
    /// <summary>After writers drained and the last segment was listed in the repository.</summary>
    Quiesced,

    /// <summary>In mid-write.</summary>
    Instant,
}
