using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>Who the examined server is.</summary>
/// <param name="SystemIdentifier">From <c>pg_control_system()</c>.</param>
/// <param name="StartedAt"><c>pg_postmaster_start_time()</c>.</param>
/// <param name="Timeline">From <c>pg_walfile_name(pg_current_wal_insert_lsn())</c>; pg_control is late after a promotion.</param>
/// <param name="History">Its timeline history; null when it could not be read.</param>
/// <param name="InRecovery">Whether it is still in recovery.</param>
public sealed record ServerObservation(
    ulong SystemIdentifier,
    DateTimeOffset StartedAt,
    uint Timeline,
    TimelineHistory? History,
    bool InRecovery)
{
    /// <summary>Where the backup that it was restored from began, from <c>backup_label.old</c>; null when it was restored from none, or that file is gone.</summary>
    public Lsn? BackupStart { get; init; }

    /// <summary>How far a server in recovery has replayed; null for one that is not in recovery.</summary>
    public Lsn? ReplayedTo { get; init; }

    /// <summary>Where replay ended: everything before it is there, nothing after. Of a server in recovery where it stands now; null when it is not known.</summary>
    public Lsn? FindReplayEnd() => InRecovery ? ReplayedTo : History?.Fork?.At;
}
