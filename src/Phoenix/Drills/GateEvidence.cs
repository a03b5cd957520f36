using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>What the safe-to-burn gate looks at, all of it read moments before the wipe.</summary>
public sealed record GateEvidence
{
    /// <summary>The running server.</summary>
    public required ServerIdentity Server { get; init; }

    /// <summary>The stanza as pgBackRest reports it to the restore's configuration.</summary>
    public required RepositoryInfo Info { get; init; }

    /// <summary>The archive as the bucket lists it.</summary>
    public required ArchiveListing Listing { get; init; }

    /// <summary>The full backup that this cycle took.</summary>
    public required BackupSet Backup { get; init; }

    /// <summary>The last segment that must be in the archive.</summary>
    public required WalSegment Last { get; init; }

    /// <summary>SHA-256 of its file on the server.</summary>
    public required string LastSha256 { get; init; }

    /// <summary>Insert LSN of the last acknowledged write.</summary>
    public required Lsn LastAcknowledged { get; init; }

    /// <summary>How far archiving is.</summary>
    public required ArchiverStatus Archiver { get; init; }

    /// <summary>The archive from the backup's start to the closed segment.</summary>
    public required ArchiveObservation Scan { get; init; }

    /// <summary>SHA-256 of the last segment as fetched from the repository; null when it could not be fetched.</summary>
    public required string? FetchedSha256 { get; init; }

    /// <summary>Where the restore's configuration says that the repository is.</summary>
    public required RepositoryLocation RestoreLocation { get; init; }

    /// <summary>Where the running stack's configuration says that it is.</summary>
    public required RepositoryLocation? StackLocation { get; init; }

    /// <summary>The system identifier that the last witness knew; null when there is no earlier witness.</summary>
    public required ulong? WitnessedIdentifier { get; init; }

    /// <summary>The newest timeline whose history or segments the archive lists.</summary>
    public required uint NewestTimeline { get; init; }
}
