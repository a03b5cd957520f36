using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>
/// The database of a stack, as drill and rebirth see it. Errors: <see cref="Errors.PhoenixException"/> ToolFailed, TimedOut, DiskFull,
/// Repository*; every call is bounded. Calls that find their work done already succeed without doing it again.
/// </summary>
public interface IDatabase
{
    /// <summary>The proof database through the administrator's own address (open while archiving is held).</summary>
    IProofStore Proof { get; }

    /// <summary>The proof database through the address that clients use (open after <see cref="PublishAsync"/>).</summary>
    IProofStore Clients { get; }

    /// <summary>Who the server is.</summary>
    Task<ServerIdentity> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>Takes a full backup without expiring older ones, and returns it as the repository lists it.</summary>
    Task<BackupSet> BackUpAsync(CancellationToken cancellationToken);

    /// <summary>Makes a restore point and closes the segment that holds it.</summary>
    Task<ClosedSegment> CloseSegmentAsync(string restorePoint, CancellationToken cancellationToken);

    /// <summary>The last segment that was completed by itself; nothing is switched.</summary>
    Task<CompletedSegment> ReadCompletedSegmentAsync(CancellationToken cancellationToken);

    /// <summary>How far archiving is.</summary>
    Task<ArchiverStatus> ReadArchiverAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Brings a reborn server up from the repository, promoted and with archiving held: it can be read and written through
    /// <see cref="Proof"/>, and publishes nothing. What an earlier, unpublished attempt left is destroyed first.
    /// </summary>
    Task RestoreAsync(RestoreRequest request, CancellationToken cancellationToken);

    /// <summary>Makes a new, empty database whose archiving is held. Never a fallback.</summary>
    Task InitializeAsync(CancellationToken cancellationToken);

    /// <summary>Looks at the running server.</summary>
    Task<ServerObservation> ObserveAsync(CancellationToken cancellationToken);

    /// <summary>Checks every page and every structure that can be checked without writing to user databases.</summary>
    Task<IntegrityObservation> VerifyIntegrityAsync(CancellationToken cancellationToken);

    /// <summary>Lets the server archive, and opens it to clients. Irreversible: from here on the repository holds what it writes.</summary>
    Task PublishAsync(CancellationToken cancellationToken);

    /// <summary>Destroys a held rebirth; refuses one that was published.</summary>
    Task DiscardAsync(CancellationToken cancellationToken);
}
