namespace Phoenix.Kubernetes.Snapshots;

/// <summary>What a look at a snapshot found.</summary>
/// <param name="Reason">Why what is awaited does not hold yet; null when it holds.</param>
/// <param name="Again">When to look again though nothing changed (a decision that hangs on time); null for never.</param>
public readonly record struct SnapshotLook(string? Reason, TimeSpan? Again = null)
{
    /// <summary>What is awaited holds.</summary>
    public static SnapshotLook Holds => default;
}
