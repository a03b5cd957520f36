using Phoenix.Checks;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Tests.Checks;

/// <summary>Evidence of a repository that is as it must be: timeline 2, a backup on it, six segments behind it, a server that is on the next one.</summary>
internal static class Sound
{
    public const ulong Identifier = 7_000_000_000_000_000_001;
    public const ulong Other = 7_000_000_000_000_000_002;
    public static readonly DateTimeOffset Now = new(2026, 2, 10, 16, 0, 0, TimeSpan.Zero);
    public static readonly RepositoryLocation Location = new("localhost:9000", "bucket", "region", "/base/repo1", "db");
    public static readonly TimelineHistory Path = new(2, [new TimelineSwitch(1, new Lsn((4UL << 24) + 100), "no recovery target specified")]);

    /// <summary>A backup that begins in segment <paramref name="segment"/>.</summary>
    public static BackupSet Backup(int segment, uint timeline = 2, string? label = null, ulong system = Identifier, long bytes = 500L << 20, string type = "full", double hoursAgo = 2)
    {
        var first = new WalSegment(timeline, (ulong)segment);
        return new BackupSet(
            label ?? $"20260210-1400{segment:00}F", type, new Lsn(first.Start.Value + 40), new Lsn(first.Start.Value + 500), first.Name, first.Name,
            Now.AddHours(-hoursAgo).AddMinutes(-1), Now.AddHours(-hoursAgo), system, HasPageErrors: false, bytes);
    }

    /// <summary>An archive with these segments of timeline 2, and the last of timeline 1.</summary>
    public static ArchiveListing Listing(params IEnumerable<int> segments) => new(
        "15-1",
        segments.Select(n => new WalSegment(2, (ulong)n).Name).Prepend(new WalSegment(1, 3).Name).ToDictionary(n => n, IReadOnlyList<string> (_) => ["aa"]),
        [], [2]);

    public static ArchiveView Archive(ArchiveListing listing, Seen<TimelineHistory>? path = null) =>
        new(listing, ["15-1"], listing.Segments.Keys.ToDictionary(n => n, _ => Now.AddMinutes(-5)), path ?? Seen<TimelineHistory>.Of(Path));

    public static RepositoryInfo Info(params BackupSet[] backups) => new(0, "ok", Identifier, backups, "aes-256-cbc") { Clusters = [new StanzaCluster(1, Identifier, "15")] };

    public static Witness Witness(int segment, uint timeline = 2, ulong system = Identifier) => new(
        Guid.Empty, 1, system, timeline, new Lsn(((ulong)segment << 24) + 900), new Lsn(((ulong)segment << 24) + 1000), new WalSegment(timeline, (ulong)segment).Name, "20260210-140005F", [], 1, "", Now.AddHours(-1));

    public static CheckEvidence Evidence { get; } = new()
    {
        At = Now,
        Location = Location,
        Place = "bucket 'bucket' at localhost:9000, path /base/repo1",
        HasPassphrase = true,
        RetentionFull = 7,
        Reachable = Seen<int>.Of(9),
        Stanzas = Seen<StanzaSearchResult>.Of(new StanzaSearchResult([new FoundStanza("/base/repo1", "db")], true, [])),
        Info = Seen<RepositoryInfo>.Of(Info(Backup(5))),
        Sets = Sets("20260210-140005F"),
        InfoFile = Seen<BackupInfoFile>.Of(new BackupInfoFile(IsEncrypted: true, IsReadable: true, null)),
        ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([Identifier], null)),
        NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(Now.AddMinutes(-6), IsWhole: true)),
        Archive = Seen<ArchiveView>.Of(Archive(Listing(5, 6, 7, 8, 9, 10))),
        Witness = Seen<Witness?>.Of(Witness(8)),
        Standing = Seen<RepositoryStanding>.Of(new RepositoryStanding(IsOurs: true, "lab-1", IsReleased: false)),
        Server = Seen<ServerView>.Of(Server),
        Lifecycle = Seen<IReadOnlyList<BucketRule>>.Of([]),
        Versioned = Seen<bool>.Of(true),
        ClockAhead = Seen<TimeSpan>.Of(TimeSpan.FromSeconds(1)),
        Space = new FreeSpace("/data", 900L << 20, 100L << 20),
        Predicted = new PredictedTime(42, 3, [], TimeSpan.FromMinutes(5)),
    };

    public static ServerView Server
    {
        get
        {
            var last = new WalSegment(2, 10);
            return new ServerView(
                new GateEvidence
                {
                    Server = new ServerIdentity(Identifier, 2, WalSegment.DefaultSize, true, "15.1", last.End),
                    Info = Info(Backup(5)),
                    Listing = Listing(5, 6, 7, 8, 9, 10),
                    Backup = Backup(5),
                    Last = last,
                    LastSha256 = new string('a', 64),
                    LastAcknowledged = last.End,
                    Archiver = new ArchiverStatus(last.Name, 0, 1, new WalSegment(2, 1).Name, false) { LastArchivedAt = Now.AddMinutes(-5), LastFailedAt = Now.AddHours(-5) },
                    Scan = new ArchiveObservation(6, [], []),
                    FetchedSha256 = new string('a', 64),
                    RestoreLocation = Location,
                    StackLocation = Location,
                    WitnessedIdentifier = Identifier,
                    NewestTimeline = 2,
                },
                new Lsn(last.End.Value + 700), last.End, IsRecycled: false);
        }
    }

    public static Seen<IReadOnlyDictionary<string, StoredSet>> Sets(params IEnumerable<string> labels) =>
        Seen<IReadOnlyDictionary<string, StoredSet>>.Of(labels.ToDictionary(l => l, _ => new StoredSet(HasManifest: true, 1000, 3)));

    public static Seen<T> Unseen<T>(ErrorCode code) => Seen<T>.Not(new PhoenixException(code, "what went wrong", "what to do"));
}
