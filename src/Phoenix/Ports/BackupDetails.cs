namespace Phoenix.Ports;

/// <summary>What a repository tells of a backup set besides what a restore needs.</summary>
/// <param name="RepositoryBytes">Bytes that a restore reads from the repository; 0 when it is not told.</param>
/// <param name="References">Labels of the earlier sets that it needs.</param>
/// <param name="Annotations">What its owner noted about it.</param>
public sealed record BackupDetails(long RepositoryBytes, IReadOnlyList<string> References, IReadOnlyDictionary<string, string> Annotations)
{
    /// <summary>Bytes that this set itself stored in the repository; 0 when it is not told.</summary>
    public long StoredBytes { get; init; }
}
