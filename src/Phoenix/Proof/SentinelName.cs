namespace Phoenix.Proof;

/// <summary>The named rows with a known place.</summary>
public enum SentinelName
{
    /// <summary>In the full backup.</summary>
    A,

    /// <summary>Only in archived WAL.</summary>
    B,

    /// <summary>After the recovery target.</summary>
    C,

    /// <summary>In the segment still open at the wipe.</summary>
    D,
}
