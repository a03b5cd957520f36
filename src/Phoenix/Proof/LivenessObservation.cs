namespace Phoenix.Proof;

/// <summary>Whether the published server works again.</summary>
/// <param name="ReadAt">First verified read through the clients' own address; null when none succeeded.</param>
/// <param name="WrittenAt">First acknowledged write there, read back; null when none succeeded. The RTA clock stops here.</param>
/// <param name="ArchivedSegment">A segment of the new timeline that was listed in the repository after the rebirth; null when none appeared in time.</param>
public sealed record LivenessObservation(DateTimeOffset? ReadAt, DateTimeOffset? WrittenAt, string? ArchivedSegment);
