using Phoenix.Drills;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Drills;

public sealed class SafeToBurnTests
{
    private const ulong Identifier = 7_000_000_000_000_000_001;
    private static readonly WalSegment Last = new(2, 9);
    private static readonly RepositoryLocation Location = new("localhost:9000", "bucket", "region", "/repo", "db");

    private static readonly BackupSet Backup = new(
        "20260210-145402F", "full", new Lsn(5 << 24), new Lsn((5 << 24) + 500), "000000020000000000000005", "000000020000000000000005",
        DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddSeconds(9), Identifier, HasPageErrors: false, 1000);

    private static readonly GateEvidence Safe = new()
    {
        Server = new ServerIdentity(Identifier, 2, WalSegment.DefaultSize, true, "15.1", Last.End),
        Info = new RepositoryInfo(0, "ok", Identifier, [Backup], "aes-256-cbc"),
        Listing = new ArchiveListing("15-1", new Dictionary<string, IReadOnlyList<string>> { [Last.Name] = ["aa"] }, [], [2]),
        Backup = Backup,
        Closed = new ClosedSegment("point", new Lsn(Last.Start.Value + 1000), Last, new string('a', 64)),
        LastAcknowledged = new Lsn(Last.Start.Value + 900),
        Archiver = new ArchiverStatus(Last.Name, 0, 0, null, false),
        Scan = new ArchiveObservation(5, [], []),
        FetchedSha256 = new string('a', 64),
        RestoreLocation = Location,
        StackLocation = Location,
        WitnessedIdentifier = Identifier,
        NewestTimeline = 2,
    };

    [Fact]
    public void Lets_a_stack_burn_when_every_rule_holds() => Assert.All(SafeToBurn.Evaluate(Safe), r => Assert.True(r.Passed, r.ToString()));

    [Fact]
    public void Needs_no_earlier_witness() =>
        Assert.All(SafeToBurn.Evaluate(Safe with { WitnessedIdentifier = null }), r => Assert.True(r.Passed, r.ToString()));

    /// <summary>For each rule the planted faults that it alone must find.</summary>
    public static TheoryData<string, string> Planted() =>
        new(Faults.SelectMany(f => f.Value.Select((_, i) => (f.Key, i.ToString(System.Globalization.CultureInfo.InvariantCulture)))));

    [Theory]
    [MemberData(nameof(Planted))]
    public void Finds_what_was_planted(string rule, string index)
    {
        IReadOnlyList<RuleOutcome> rules = SafeToBurn.Evaluate(Faults[rule][int.Parse(index, System.Globalization.CultureInfo.InvariantCulture)]);

        Assert.False(Assert.Single(rules, r => r.Rule == rule).Passed);
    }

    [Fact]
    public void Every_rule_has_a_planted_fault() => Assert.Equal(SafeToBurn.Evaluate(Safe).Select(r => r.Rule).Order(), Faults.Keys.Order());

    private static readonly Dictionary<string, GateEvidence[]> Faults = new()
    {
        ["stanza-ok"] = [Safe with { Info = Safe.Info with { StatusCode = 2 } }],
        ["backup-kept"] = [Safe with { Info = Safe.Info with { Backups = [] } }, Safe with { Backup = Backup with { Label = "20260210-145403F" } }],
        ["backup-newest"] = [Safe with { Info = Safe.Info with { Backups = [Backup, Backup with { Label = "20260211-000000F" }] } }],
        ["backup-sound"] = [Safe with { Info = Safe.Info with { Backups = [Backup with { HasPageErrors = true }] } }],
        ["last-write-closed"] =
        [
            Safe with { LastAcknowledged = Safe.Closed.RestorePointLsn },
            Safe with { Closed = Safe.Closed with { RestorePointLsn = new Lsn(Last.End.Value + 1) } },
        ],
        ["last-segment-listed"] = [Safe with { Listing = Safe.Listing with { Segments = new Dictionary<string, IReadOnlyList<string>>() } }],
        ["last-segment-same"] = [Safe with { FetchedSha256 = null }, Safe with { FetchedSha256 = new string('b', 64) }],
        ["no-gap"] = [Safe with { Scan = new ArchiveObservation(5, ["000000020000000000000007"], []) }, Safe with { Scan = new ArchiveObservation(0, [], []) }],
        ["no-duplicate"] = [Safe with { Scan = new ArchiveObservation(5, [], [Last.Name]) }],
        ["queue-empty"] = [Safe with { Archiver = Safe.Archiver with { Ready = 1 } }],
        ["archived-by-server"] =
        [
            Safe with { Archiver = Safe.Archiver with { LastArchived = null } },
            Safe with { Archiver = Safe.Archiver with { LastArchived = (Last with { Number = 8 }).Name } },
            Safe with { Archiver = Safe.Archiver with { LastArchived = (Last with { Timeline = 1 }).Name } },
        ],
        ["nothing-dropped"] = [Safe with { Archiver = Safe.Archiver with { DroppedQueue = true } }],
        ["identifier"] =
        [
            Safe with { Info = Safe.Info with { SystemIdentifier = 1 } },
            Safe with { Info = Safe.Info with { SystemIdentifier = null } },
            Safe with { WitnessedIdentifier = 1 },
            Safe with { Backup = Backup with { SystemIdentifier = 1 } },
            Safe with { Server = Safe.Server with { SystemIdentifier = 1 } },
        ],
        ["timeline-newest"] = [Safe with { NewestTimeline = 3 }],
        ["same-repository"] =
        [
            Safe with { StackLocation = null },
            Safe with { StackLocation = Location with { Path = "/other" } },
            Safe with { StackLocation = Location with { Bucket = "other" } },
            Safe with { StackLocation = Location with { Stanza = "other" } },
        ],
    };
}
