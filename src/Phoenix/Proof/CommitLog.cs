using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>The commit records between two positions of the archived WAL: the independent account of what is there to replay.</summary>
/// <param name="From">First position that was read.</param>
/// <param name="To">End of what was read.</param>
/// <param name="Records">The records, in WAL order.</param>
public sealed record CommitLog(Lsn From, Lsn To, IReadOnlyCollection<CommitRecord> Records);
