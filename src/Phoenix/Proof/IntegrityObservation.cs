namespace Phoenix.Proof;

/// <summary>What the page and structure checks saw.</summary>
/// <param name="ChecksumsEnabled">Whether the cluster has data checksums.</param>
/// <param name="PagesVerified">Whether every page was read and its checksum verified; null when the check could not run.</param>
/// <param name="AmcheckedRelations">Tables and indexes that amcheck went through.</param>
/// <param name="UncheckedDatabases">Databases without the amcheck extension (user databases are only read, so it is not installed there).</param>
/// <param name="Problems">What was found wrong.</param>
public sealed record IntegrityObservation(
    bool ChecksumsEnabled,
    bool? PagesVerified,
    int AmcheckedRelations,
    IReadOnlyList<string> UncheckedDatabases,
    IReadOnlyList<string> Problems)
{
    /// <summary>Tables and indexes that could not be gone through because a transaction holds a lock on them: one that was prepared before the wipe, say.</summary>
    public IReadOnlyList<string> LockedRelations { get; init; } = [];
}
