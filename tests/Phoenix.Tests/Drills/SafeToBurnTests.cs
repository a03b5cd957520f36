using Phoenix.Drills;
using Phoenix.Errors;
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
        Last = Last,
        LastSha256 = new string('a', 64),
        LastAcknowledged = new Lsn(Last.Start.Value + 900),
        Archiver = new ArchiverStatus(Last.Name, 0, 0, null, false),
        Scan = new ArchiveObservation(5, [], []),
        FetchedSha256 = new string('a', 64),
        RestoreLocation = Location,
        StackLocation = Location,
        WitnessedIdentifier = Identifier,
        NewestTimeline = 2,
    };

    private static readonly ClosedSegment Closed = new("point", new Lsn(Last.Start.Value + 1000), Last, new string('a', 64));

    /// <summary>Both gates, by the mode whose wipe they guard.</summary>
    private static IReadOnlyList<RuleOutcome> Evaluate(WipeMode mode, Planted p) => mode == WipeMode.Quiesced
        ? SafeToBurn.Evaluate(p.Evidence, p.Closed ?? Closed)
        : SafeToBurn.EvaluateInstant(p.Evidence, Last.End, p.Flushed ?? new Lsn(Last.End.Value + 500), mostWaiting: 2);

    [Theory]
    [InlineData(WipeMode.Quiesced)]
    [InlineData(WipeMode.Instant)]
    public void Lets_a_stack_burn_when_every_rule_holds(WipeMode mode) => Assert.All(Evaluate(mode, new(Safe)), r => Assert.True(r.Passed, r.ToString()));

    [Theory]
    [InlineData(WipeMode.Quiesced)]
    [InlineData(WipeMode.Instant)]
    public void Needs_no_earlier_witness(WipeMode mode) =>
        Assert.All(Evaluate(mode, new(Safe with { WitnessedIdentifier = null })), r => Assert.True(r.Passed, r.ToString()));

    [Fact]
    public void An_instant_wipe_may_leave_a_few_segments_waiting_and_says_what_it_exposes()
    {
        IReadOnlyList<RuleOutcome> rules = Evaluate(WipeMode.Instant, new(Safe with { Archiver = Safe.Archiver with { Ready = 2 } }));
        Assert.All(rules, r => Assert.True(r.Passed, r.ToString()));
        Assert.StartsWith("500 bytes of WAL", Assert.Single(rules, r => r.Rule == "exposure-bounded").Detail, StringComparison.Ordinal);
    }

    /// <summary>For each rule of each gate the planted faults that it alone must find.</summary>
    public static TheoryData<WipeMode, string, int> PlantedFaults() =>
        new(from mode in Enum.GetValues<WipeMode>() from fault in FaultsOf(mode) from i in Enumerable.Range(0, fault.Value.Length) select (mode, fault.Key, i));

    [Theory]
    [MemberData(nameof(PlantedFaults))]
    public void Finds_what_was_planted(WipeMode mode, string rule, int index)
    {
        IReadOnlyList<RuleOutcome> rules = Evaluate(mode, FaultsOf(mode)[rule][index]);

        Assert.False(Assert.Single(rules, r => r.Rule == rule).Passed);
        Assert.Contains(rule, Assert.Throws<PhoenixException>(() => SafeToBurn.ThrowIfRefused(rules)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WipeMode.Quiesced)]
    [InlineData(WipeMode.Instant)]
    public void Every_rule_has_a_planted_fault(WipeMode mode) => Assert.Equal(Evaluate(mode, new(Safe)).Select(r => r.Rule).Order(), FaultsOf(mode).Keys.Order());

    private sealed record Planted(GateEvidence Evidence, ClosedSegment? Closed = null, Lsn? Flushed = null);

    private static Dictionary<string, Planted[]> FaultsOf(WipeMode mode)
    {
        Dictionary<string, Planted[]> faults = Faults.ToDictionary(f => f.Key, f => f.Value.Select(e => new Planted(e)).ToArray());
        if (mode == WipeMode.Quiesced)
        {
            faults["last-write-closed"] =
            [
                new(Safe with { LastAcknowledged = Closed.RestorePointLsn }),
                new(Safe, Closed with { RestorePointLsn = new Lsn(Last.End.Value + 1) }),
            ];
            faults["queue-empty"] = [new(Safe with { Archiver = Safe.Archiver with { Ready = 1 } })];
        }
        else
        {
            faults["queue-short"] = [new(Safe with { Archiver = Safe.Archiver with { Ready = 3 } })];
            faults["exposure-bounded"] = [new(Safe, Flushed: new Lsn(Last.End.Value + (3UL * WalSegment.DefaultSize) + 1))];
        }

        return faults;
    }

    private static readonly Dictionary<string, GateEvidence[]> Faults = new()
    {
        ["stanza-ok"] = [Safe with { Info = Safe.Info with { StatusCode = 2 } }],
        ["backup-kept"] = [Safe with { Info = Safe.Info with { Backups = [] } }, Safe with { Backup = Backup with { Label = "20260210-145403F" } }],
        ["backup-newest"] = [Safe with { Info = Safe.Info with { Backups = [Backup, Backup with { Label = "20260211-000000F" }] } }],
        ["backup-sound"] = [Safe with { Info = Safe.Info with { Backups = [Backup with { HasPageErrors = true }] } }],
        ["last-segment-listed"] = [Safe with { Listing = Safe.Listing with { Segments = new Dictionary<string, IReadOnlyList<string>>() } }],
        ["last-segment-same"] = [Safe with { FetchedSha256 = null }, Safe with { FetchedSha256 = new string('b', 64) }],
        ["no-gap"] = [Safe with { Scan = new ArchiveObservation(5, ["000000020000000000000007"], []) }, Safe with { Scan = new ArchiveObservation(0, [], []) }],
        ["no-duplicate"] = [Safe with { Scan = new ArchiveObservation(5, [], [Last.Name]) }],
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
