using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>What a rebirth is to restore.</summary>
/// <param name="Target">Where recovery ends; its value is set.</param>
/// <param name="BackupLabel">The set to start from; null for pgBackRest's own choice.</param>
/// <param name="TimelinePath">The timelines that recovery may read, newest last: a segment of an ancestor at or past its fork is refused.</param>
/// <param name="NewestKnown">The newest segment that is known to be archived: a "not found" at or below it is a hole, not the end of the WAL. Null when nothing is known.</param>
public sealed record RestoreRequest(RecoveryTarget Target, string? BackupLabel, TimelineHistory TimelinePath, WalSegment? NewestKnown)
{
    /// <summary>The cluster that must come back; another one is not started. Null when none is known.</summary>
    public ulong? SystemIdentifier { get; init; }
}
