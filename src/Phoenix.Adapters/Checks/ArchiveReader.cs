using Phoenix.Adapters.PgBackRest;
using Phoenix.Checks;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.Checks;

/// <summary>Looks at the archive and, beside it, at the running server: the server first, so that what it has completed can be expected in the listing.</summary>
internal sealed class ArchiveReader(RepositoryLocation location, string prefix, RecoveryTarget target, string scratch, TimeProvider time)
{
    // Segments are pushed several at once and in the background: one that is on its way is no hole.
    private const int LooksBesideServer = 15;
    private const int LooksAlone = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How many files the stanza's archive has.</summary>
    public int Files { get; private set; }

    public async Task<(Seen<ArchiveView> Archive, Seen<ServerView>? Server)> RunAsync(
        Seen<(IObjectListing Files, IFolderListing Folders, PgBackRestRepository Repository)> place, Seen<RepositoryInfo> info, Seen<Witness?> witness, ServerAccess? access,
        CancellationToken cancellationToken)
    {
        Seen<Start>? start = access is null ? null : await Seen<Start>.LookAsync(async () =>
        {
            ServerIdentity server = await access.Identify(cancellationToken);
            CompletedSegment completed = await access.ReadCompleted(cancellationToken);
            TimelineHistory path = await ReadPathAsync(place.Value.Repository, server.Timeline, cancellationToken);
            var last = new WalSegment(path.TimelineAt(new Lsn(completed.Segment.End.Value - 1)), completed.Segment.Number, completed.Segment.Size);
            return new Start(server, path, last, last == completed.Segment ? completed.Sha256 : null);
        });
        Seen<ArchiveView> archive = await Seen<ArchiveView>.LookAsync(async () =>
        {
            ArchiveView view = await ListAsync(place.Value.Files, place.Value.Repository, cancellationToken);
            for (int n = 1; n < (start is null ? LooksAlone : LooksBesideServer) && !IsSettled(view, info, start); n++)
            {
                await Task.Delay(Pause, time, cancellationToken);
                view = await ListAsync(place.Value.Files, place.Value.Repository, cancellationToken);
            }

            return view;
        });
        return (archive, start is null ? null : await Seen<ServerView>.LookAsync(() => ViewAsync(place.Value.Repository, start.Value, archive.Value, info.Value, witness.Value, access!, cancellationToken)));
    }

    private static async Task<TimelineHistory> ReadPathAsync(PgBackRestRepository repository, uint timeline, CancellationToken cancellationToken) => timeline == 1
        ? TimelineHistory.Root(1)
        : await repository.ReadHistoryAsync(timeline, cancellationToken)
            ?? throw new PhoenixException(ErrorCode.RecordDamaged, $"{TimelineHistory.FileName(timeline)} is not in the archive, so no restore could find timeline {timeline}", "wait until archiving has caught up, or look for its error in the server's log");

    private static bool IsSettled(ArchiveView view, Seen<RepositoryInfo> info, Seen<Start>? start)
    {
        if (start is { Trouble: null } && !view.Listing.Segments.ContainsKey(start.Value.Last.Name))
        {
            return false;
        }

        return info.Trouble is not null || info.Value.Backups.Count == 0 || view.Path.Trouble is not null
            || WalSpan.Of(view, info.Value.Backups[^1], start is { Trouble: null } ? start.Value.Server.SegmentSize : BackupChoice.SegmentSize(info.Value.Backups)) is not { Scan.Missing.Count: > 0 };
    }

    private async Task<ArchiveView> ListAsync(IObjectListing files, PgBackRestRepository repository, CancellationToken cancellationToken)
    {
        List<string> paths = [];
        List<(string Path, string Segment, DateTimeOffset At, bool IsEmpty)> segments = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        await foreach (StoredObject o in files.ListAsync(prefix, cancellationToken))
        {
            string path = o.Key[prefix.Length..];
            paths.Add(path);
            string file = path[(path.LastIndexOf('/') + 1)..];
            if (path.IndexOf('/', StringComparison.Ordinal) is int slash and > 0)
            {
                ids.Add(path[..slash]);
            }

            if (file.Length > 24 && file[24] == '-')
            {
                segments.Add((path, file[..24], o.LastModified, o.Size == 0));
            }
        }

        Files = paths.Count;
        ArchiveListing listing = ArchiveKeys.Newest(paths)?.ToListing() ?? new ArchiveListing("", new Dictionary<string, IReadOnlyList<string>>(), [], []);

        // Another cluster of the stanza has segments of the same names.
        string own = listing.ArchiveId + "/";
        Dictionary<string, DateTimeOffset> stored = new(StringComparer.Ordinal);
        List<string> empty = [];
        foreach ((_, string segment, DateTimeOffset at, bool isEmpty) in segments.Where(s => s.Path.StartsWith(own, StringComparison.Ordinal)))
        {
            stored[segment] = at;
            if (isEmpty)
            {
                empty.Add(segment);
            }
        }

        Seen<TimelineHistory> way = await Seen<TimelineHistory>.LookAsync(() => ReadPathAsync(repository, ArchiveView.TimelineOf(listing, target.Timeline), cancellationToken));
        return new ArchiveView(listing, [.. ids.Order(StringComparer.Ordinal)], stored, way)
        {
            HasInfo = paths.Contains("archive.info") || paths.Contains("archive.info.copy"),
            Empty = empty,
        };
    }

    private async Task<ServerView> ViewAsync(
        PgBackRestRepository repository, Start start, ArchiveView archive, RepositoryInfo info, Witness? witness, ServerAccess access, CancellationToken cancellationToken)
    {
        BackupSet backup = info.Backups.LastOrDefault() ?? throw new PhoenixException(ErrorCode.GateRefused, "the repository holds no backup of this database", "take one first: what is only in WAL cannot be restored without it");
        string? fetched = await FetchAsync(repository, start.Last, cancellationToken);
        ArchiverStatus archiver = await access.ReadArchiver(cancellationToken);
        CompletedSegment now = await access.ReadCompleted(cancellationToken);
        var gate = new GateEvidence
        {
            Server = start.Server,
            Info = info,
            Listing = archive.Listing,
            Backup = backup,
            Last = start.Last,
            LastSha256 = start.Sha256 ?? fetched ?? "",
            LastAcknowledged = start.Server.InsertLsn,
            Archiver = Named(archiver),
            Scan = start.Last.End > backup.StartLsn ? ArchiveScan.Scan(archive.Listing, start.Path, backup.StartLsn, start.Last) : new ArchiveObservation(0, [], []),
            FetchedSha256 = fetched,
            RestoreLocation = location,
            StackLocation = access.ArchivesTo,
            WitnessedIdentifier = witness?.SystemIdentifier,
            NewestTimeline = archive.Listing.NewestTimeline,
        };
        bool listed = archive.Listing.Segments.ContainsKey(start.Last.Name);
        return new ServerView(gate, now.FlushedLsn, listed ? archive.Listing.NewestWithoutGap(start.Last).End : start.Last.Start, start.Sha256 is null);
    }

    private async Task<string?> FetchAsync(PgBackRestRepository repository, WalSegment segment, CancellationToken cancellationToken)
    {
        try
        {
            return await repository.FetchSegmentAsync(segment, Directory.CreateDirectory(Path.Combine(scratch, "segments")).FullName, cancellationToken);
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.ToolFailed or ErrorCode.Configuration)
        {
            // Damaged, or stored twice: the rule says that it could not be fetched.
            return null;
        }
    }

    // Behind a backup the archiver's last file is the segment's .backup file: it comes after its segment.
    private static ArchiverStatus Named(ArchiverStatus status) =>
        status.LastArchived is { Length: > 24 } name && name.EndsWith(".backup", StringComparison.Ordinal) ? status with { LastArchived = name[..24] } : status;

    private sealed record Start(ServerIdentity Server, TimelineHistory Path, WalSegment Last, string? Sha256);
}
