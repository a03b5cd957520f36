using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Checks;

/// <summary>Everything that a check looked at, all of it read only. What could not be looked at says why.</summary>
public sealed record CheckEvidence
{
    /// <summary>When it was looked at, by this machine's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Where the rebirth is to end.</summary>
    public RecoveryTarget Target { get; init; } = RecoveryTarget.Latest;

    /// <summary>Where the restore's configuration says that the repository is.</summary>
    public required RepositoryLocation Location { get; init; }

    /// <summary>The place for people, e.g. <c>bucket 'b' at host:port, path /p</c>.</summary>
    public required string Place { get; init; }

    /// <summary>Whether the configuration carries a passphrase.</summary>
    public required bool HasPassphrase { get; init; }

    /// <summary>How many full backups the configuration keeps; null where it does not say, or keeps by time.</summary>
    public int? RetentionFull { get; init; }

    /// <summary>Other repositories that the configuration names and that were not looked at.</summary>
    public IReadOnlyList<string> OtherRepositories { get; init; } = [];

    /// <summary>Number of files found under the repository's path for the stanza.</summary>
    public required Seen<int> Reachable { get; init; }

    /// <summary>The stanzas that lie there.</summary>
    public required Seen<StanzaSearchResult> Stanzas { get; init; }

    /// <summary>What pgBackRest says with the restore's configuration.</summary>
    public required Seen<RepositoryInfo> Info { get; init; }

    /// <summary>The stanza's backup.info as stored and as decrypted.</summary>
    public required Seen<BackupInfoFile> InfoFile { get; init; }

    /// <summary>The stanza's archive.info as decrypted; null where nobody looked.</summary>
    public Seen<ArchiveInfoFile>? ArchiveInfo { get; init; }

    /// <summary>The newest commit that a restore can replay; null where no moment is the target.</summary>
    public Seen<NewestCommit>? NewestCommit { get; init; }

    /// <summary>What is stored of the backup that a restore begins with and of those that it builds on, by label.</summary>
    public required Seen<IReadOnlyDictionary<string, StoredSet>> Sets { get; init; }

    /// <summary>The archive of the stanza's present cluster, from the listing.</summary>
    public required Seen<ArchiveView> Archive { get; init; }

    /// <summary>The witness of a drill or wipe; a null value when there is none.</summary>
    public required Seen<Witness?> Witness { get; init; }

    /// <summary>Whose the repository is; null where no stack asks for it.</summary>
    public Seen<RepositoryStanding>? Standing { get; init; }

    /// <summary>The running server, looked at as the gate of a wipe does; null when there is none.</summary>
    public Seen<ServerView>? Server { get; init; }

    /// <summary>A data directory on this machine whose server does not run; null when there is none.</summary>
    public Seen<IdleServer>? Idle { get; init; }

    /// <summary>Rules of the bucket that remove or move objects; null where the repository is no bucket.</summary>
    public Seen<IReadOnlyList<BucketRule>>? Lifecycle { get; init; }

    /// <summary>Whether the bucket keeps old versions; null where the repository is no bucket.</summary>
    public Seen<bool>? Versioned { get; init; }

    /// <summary>How far this machine's clock is ahead of the endpoint's; null where the repository is no bucket.</summary>
    public Seen<TimeSpan>? ClockAhead { get; init; }

    /// <summary>Free bytes where the restore will go, with what a wipe frees there; null when it is not known where.</summary>
    public FreeSpace? Space { get; init; }

    /// <summary>What raising the stack took in earlier runs; null for no stack.</summary>
    public PredictedTime? Predicted { get; init; }

    /// <summary>The backup that a restore to the target begins with.</summary>
    /// <exception cref="Errors.PhoenixException">Nothing could be read.</exception>
    public BackupSet? Chosen => BackupChoice.For(Info.Value, Target);

    /// <summary>WAL segment size in bytes: the server's or the witness's word, else what the backups' names and positions say.</summary>
    public uint SegmentSize =>
        Server is { Trouble: null } s ? s.Value.Gate.Server.SegmentSize
        : Witness is { Trouble: null, Value: { } w } ? w.SegmentSize
        : BackupChoice.SegmentSize(Info.Value.Backups);
}
