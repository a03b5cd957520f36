using System.Text;
using Amazon.S3;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Checks;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.Checks;

/// <summary>Looks at a repository with the restore's own configuration, for a check. What cannot be looked at is part of the evidence. Nothing is written but in a folder of the caller.</summary>
public sealed class RepositoryLook : IDisposable
{
    private static readonly byte[] Salted = "Salted__"u8.ToArray();
    private readonly string _scratch;
    private readonly ToolRunner _runner;
    private readonly TimeProvider _time;
    private readonly PgBackRestTool _tool;
    private readonly S3Settings? _s3;
    private readonly S3ObjectStore? _objects;
    private readonly S3BucketLook? _bucket;
    private readonly Seen<(IObjectListing Files, IFolderListing Folders, PgBackRestRepository Repository)> _place;

    private RepositoryLook(
        RepositoryLocation location, Seen<S3Settings?> s3, PgBackRestTool tool, string scratch, ToolRunner runner, TimeProvider time)
    {
        Location = location;
        (_tool, _scratch, _runner, _time) = (tool, scratch, runner, time);
        if (s3.Trouble is { } trouble)
        {
            _place = Seen<(IObjectListing, IFolderListing, PgBackRestRepository)>.Not(trouble);
            return;
        }

        _s3 = s3.Value;
        IObjectListing files;
        IFolderListing folders;
        if (_s3 is null)
        {
            var here = new FolderFiles();
            (files, folders) = (here, here);
        }
        else
        {
            _objects = new S3ObjectStore(_s3, time: time);
            _bucket = new S3BucketLook(_s3, time);
            (files, folders) = (_objects, _bucket);
        }

        _place = Seen<(IObjectListing, IFolderListing, PgBackRestRepository)>.Of((files, folders, new PgBackRestRepository(location, files, tool, runner)));
    }

    /// <summary>Where the configuration says that the repository is.</summary>
    public RepositoryLocation Location { get; }

    /// <summary>Whether the configuration has a passphrase.</summary>
    public required bool HasPassphrase { get; init; }

    /// <summary>How many full backups are kept; null where that is not known.</summary>
    public required int? RetentionFull { get; init; }

    /// <summary>Repositories that are configured, too, and not looked at.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    private string Place => Location.Bucket.Length > 0 ? $"bucket '{Location.Bucket}' at {Location.Endpoint}, path {Location.Path}" : $"path {Location.Path} on this machine";

    private string ArchivePrefix => $"{Location.KeyPrefix}archive/{Location.Stanza}/";

    /// <summary>With the settings of a stack.</summary>
    /// <param name="settings">The settings that the next restore will use.</param>
    /// <param name="retentionFull">How many full backups the stack's own configuration keeps.</param>
    /// <param name="scratch">A folder of the caller.</param>
    /// <param name="runner">Runs tools.</param>
    /// <param name="time">The clock.</param>
    public static RepositoryLook Of(RepositorySettings settings, int? retentionFull, string scratch, ToolRunner runner, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        string config = Path.Combine(scratch, "check");
        PgBackRestOptions options = PgBackRestOptions.For(Path.Combine(scratch, "check-work"), server: null) with { ArchiveAsync = false };
        PgBackRestConfig.Render(settings, options).Write(config, options, account: null);
        var tool = new PgBackRestTool(runner, config, settings.Stanza, account: null, settings.Secrets);
        return new RepositoryLook(settings.Location, Seen<S3Settings?>.Of(settings.S3), tool, scratch, runner, time)
        {
            HasPassphrase = settings.CipherPassphrase is not null,
            RetentionFull = retentionFull,
        };
    }

    /// <summary>With a user's own pgbackrest.conf.</summary>
    /// <param name="place">What the configuration says for a restore.</param>
    /// <param name="scratch">A folder of the caller.</param>
    /// <param name="runner">Runs tools.</param>
    /// <param name="time">The clock.</param>
    public static RepositoryLook Of(ConfiguredPlace place, string scratch, ToolRunner runner, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(place);
        string config = Directory.CreateDirectory(Path.Combine(scratch, "check"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        place.Write(config);
        var tool = new PgBackRestTool(runner, config, place.Stanza, account: null, place.Secrets);
        return new RepositoryLook(place.Location, Client(place), tool, scratch, runner, time)
        {
            HasPassphrase = place.HasPassphrase,
            RetentionFull = place.RetentionFull,
            Others = place.Others,
        };
    }

    /// <summary>Looks.</summary>
    /// <param name="target">Where the rebirth is to end.</param>
    /// <param name="server">The running server; null when there is none to ask.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CheckEvidence> LookAsync(RecoveryTarget target, ServerAccess? server, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(target);
        Task<Seen<StanzaSearchResult>> stanzas = SeeAsync(() => SearchAsync(cancellationToken));
        Task<Seen<IReadOnlyList<BucketRule>>>? lifecycle = _bucket is { } b ? SeeAsync(() => b.ReadLifecycleAsync(cancellationToken)) : null;
        Task<Seen<bool>>? versioned = _bucket is { } v ? SeeAsync(() => v.IsVersionedAsync(cancellationToken)) : null;
        Task<Seen<TimeSpan>>? clock = _s3 is { } s3 ? SeeAsync(() => new S3Clock(s3, _time).ReadAheadAsync(cancellationToken)) : null;
        Task<Seen<Witness?>> witness = SeeAsync(() => _objects is null ? Task.FromResult<Witness?>(null) : new WitnessStore(Location, _objects).ReadAsync(cancellationToken));
        Seen<RepositoryInfo> info = await SeeAsync(() => _tool.ReadInfoAsync(cancellationToken));
        Task<Seen<IReadOnlyDictionary<string, StoredSet>>> sets = SeeAsync(() => ReadSetsAsync(info.Value, target, cancellationToken));
        Task<Seen<BackupInfoFile>> infoFile = SeeAsync(() => ReadInfoFileAsync(cancellationToken));
        Task<Seen<ArchiveInfoFile>> archiveInfo = SeeAsync(() => ReadArchiveInfoAsync(cancellationToken));
        var archive = new ArchiveReader(Location, ArchivePrefix, target, _scratch, _time);
        (Seen<ArchiveView> listed, Seen<ServerView>? running) = await archive.RunAsync(_place, info, await witness, server, cancellationToken);
        listed = Definite(listed);
        Seen<Witness?> knows = await witness;
        Seen<NewestCommit>? newest = target.Kind == RecoveryTargetKind.Time ? await SeeAsync(() => ReadNewestCommitAsync(listed, info, knows, running, target, cancellationToken)) : null;
        return new CheckEvidence
        {
            At = _time.GetUtcNow(),
            Target = target,
            Location = Location,
            Place = Place,
            HasPassphrase = HasPassphrase,
            RetentionFull = RetentionFull,
            OtherRepositories = Others,
            Reachable = listed.Trouble is { } e ? Seen<int>.Not(e) : Seen<int>.Of(archive.Files),
            Stanzas = await stanzas,
            Info = info,
            InfoFile = await infoFile,
            ArchiveInfo = await archiveInfo,
            NewestCommit = newest,
            Sets = await sets,
            Archive = listed,
            Witness = knows,
            Server = running,
            Lifecycle = lifecycle is null ? null : await lifecycle,
            Versioned = versioned is null ? null : await versioned,
            ClockAhead = clock is null ? null : await clock,
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bucket?.Dispose();
        _objects?.Dispose();
    }

    private static Seen<S3Settings?> Client(ConfiguredPlace place)
    {
        try
        {
            place.CheckPath();
            if (place.Host is string host)
            {
                throw new PhoenixException(ErrorCode.ToolFailed, $"the repository is on host {host}: its files cannot be listed from here", "run the check on that host");
            }

            return place.Kind switch
            {
                "s3" => Seen<S3Settings?>.Of(place.ReadS3()),
                "posix" => Seen<S3Settings?>.Of(null),
                string other => throw new PhoenixException(ErrorCode.ToolFailed, $"a repository of type '{other}' cannot be listed by Phoenix", "Phoenix lists 's3' and 'posix'; pgBackRest's own words are all that is known"),
            };
        }
        catch (PhoenixException e)
        {
            return Seen<S3Settings?>.Not(e);
        }
    }

    private static async Task<Seen<T>> SeeAsync<T>(Func<Task<T>> look) => Definite(await Seen<T>.LookAsync(look));

    // A bucket that does not exist is an answer: no later try will find it.
    private static Seen<T> Definite<T>(Seen<T> seen) =>
        seen.Trouble is { } e && IsNoBucket(e) ? Seen<T>.Not(new PhoenixException(ErrorCode.Configuration, e.Message, e.Hint, e)) : seen;

    private static bool IsNoBucket(PhoenixException e) => e.InnerException is AmazonS3Exception { ErrorCode: "NoSuchBucket" } || (e.InnerException is PhoenixException inner && IsNoBucket(inner));

    private async Task<StanzaSearchResult> SearchAsync(CancellationToken cancellationToken)
    {
        IFolderListing folders = _place.Value.Folders;
        StanzaSearchResult found;
        try
        {
            // A whole file system is not searched: two levels up are, where a neighbouring repository would be.
            found = await new StanzaSearch(folders).RunAsync(Location, _bucket is null ? Up(Up(Location.KeyPrefix)) : "", cancellationToken);
        }
        catch (PhoenixException e) when (IsNoBucket(e))
        {
            found = new StanzaSearchResult([], IsWhole: true, []);
        }

        return found.Found.Count > 0 || _bucket is null ? found : found with { OtherBuckets = await _bucket.ListOtherBucketsAsync(cancellationToken) };
    }

    private static string Up(string folder)
    {
        int slash = folder.TrimEnd('/').LastIndexOf('/');
        return slash < 0 ? folder : folder[..(slash + 1)];
    }

    private async Task<BackupInfoFile> ReadInfoFileAsync(CancellationToken cancellationToken)
    {
        string path = $"backup/{Location.Stanza}/backup.info";
        byte[] head = await ReadHeadAsync(Location.KeyPrefix + path, cancellationToken);
        bool encrypted = head.AsSpan().SequenceEqual(Salted);
        try
        {
            using MemoryStream content = new();
            await _tool.CopyFileAsync(path, content, cancellationToken);
            return new BackupInfoFile(encrypted, Encoding.UTF8.GetString(content.ToArray()).Contains("[backrest]", StringComparison.Ordinal), null);
        }
        catch (PhoenixException e) when (e.Code is ErrorCode.Configuration or ErrorCode.ToolFailed)
        {
            return new BackupInfoFile(encrypted, IsReadable: false, e.Message);
        }
    }

    // As pgBackRest does: the copy where the file itself is damaged. What else stands in it is a secret: the passphrase of the segments.
    private async Task<ArchiveInfoFile> ReadArchiveInfoAsync(CancellationToken cancellationToken)
    {
        string? trouble = null;
        PhoenixException? unseen = null;
        foreach (string name in (string[])["archive.info", "archive.info.copy"])
        {
            try
            {
                using MemoryStream content = new();
                await _tool.CopyFileAsync($"archive/{Location.Stanza}/{name}", content, cancellationToken);
                ulong[] clusters = ArchiveInfoText.Clusters(Encoding.UTF8.GetString(content.ToArray()));
                if (clusters.Length > 0)
                {
                    return new ArchiveInfoFile(clusters, null);
                }
            }
            catch (PhoenixException e) when (e.Code is ErrorCode.Configuration or ErrorCode.ToolFailed)
            {
                trouble ??= e.Message;
            }
            catch (PhoenixException e) when (e.Code != ErrorCode.Interrupted)
            {
                // One of the two may be missing.
                unseen ??= e;
            }
        }

        return trouble is null && unseen is not null ? throw unseen : new ArchiveInfoFile([], trouble);
    }

    private Task<NewestCommit> ReadNewestCommitAsync(
        Seen<ArchiveView> archive, Seen<RepositoryInfo> info, Seen<Witness?> witness, Seen<ServerView>? server, RecoveryTarget target, CancellationToken cancellationToken)
    {
        uint size = server is { Trouble: null } s ? s.Value.Gate.Server.SegmentSize : witness is { Trouble: null, Value: { } w } ? w.SegmentSize : BackupChoice.SegmentSize(info.Value.Backups);
        return BackupChoice.For(info.Value, target) is BackupSet backup
            ? new NewestCommitReader(_place.Value.Repository, _runner, _scratch).ReadAsync(archive.Value, backup, size, cancellationToken)
            : Task.FromResult(new NewestCommit(null, IsWhole: false));
    }

    private async Task<IReadOnlyDictionary<string, StoredSet>> ReadSetsAsync(RepositoryInfo info, RecoveryTarget target, CancellationToken cancellationToken)
    {
        Dictionary<string, StoredSet> sets = [];
        if (BackupChoice.For(info, target) is not BackupSet chosen)
        {
            return sets;
        }

        foreach (string label in (info.Details.GetValueOrDefault(chosen.Label)?.References ?? []).Prepend(chosen.Label).Distinct())
        {
            string prefix = $"{Location.KeyPrefix}backup/{Location.Stanza}/{label}/";
            (bool manifest, long bytes, int files) = (false, 0, 0);
            await foreach (StoredObject o in _place.Value.Files.ListAsync(prefix, cancellationToken))
            {
                string name = o.Key[prefix.Length..];
                if (name is "backup.manifest" or "backup.manifest.copy")
                {
                    manifest |= name == "backup.manifest" && o.Size > 0;
                }
                else
                {
                    (bytes, files) = (bytes + o.Size, files + 1);
                }
            }

            sets[label] = new StoredSet(manifest, bytes, files);
        }

        return sets;
    }

    private async Task<byte[]> ReadHeadAsync(string key, CancellationToken cancellationToken)
    {
        _ = _place.Value;
        byte[] head = new byte[Salted.Length];
        await using Stream? stored = _objects is null
            ? File.Exists("/" + key) ? File.OpenRead("/" + key) : null
            : await _objects.OpenReadAsync(key, cancellationToken);
        if (stored is null)
        {
            throw new PhoenixException(ErrorCode.NotFound, $"there is no backup.info of stanza '{Location.Stanza}' at {Place}", "see 'place'");
        }

        int count = await stored.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken);
        return head[..count];
    }
}
