using Phoenix.Checks;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Checks;

/// <summary>Every rule is seen to fail, alone, on what was planted for it; and everything that cannot be seen is never safe.</summary>
public sealed class RuleTests
{
    private static readonly RecoveryTarget Past = new(RecoveryTargetKind.Time, "2026-02-10 15:50:00+00");

    /// <summary>For each fault: the evidence with it, the rule that must tell, and words that must be in what it tells.</summary>
    private static readonly Dictionary<string, (Func<CheckEvidence, CheckEvidence> Plant, string Rule, string Words)> Faults = new()
    {
        ["denied"] = (e => e with { Reachable = Sound.Unseen<int>(ErrorCode.RepositoryDenied) }, "reachable", "what went wrong"),
        ["no key"] = (e => e with { Reachable = Sound.Unseen<int>(ErrorCode.Configuration) }, "reachable", "what to do"),
        ["wrong path"] = (e => Found(e, new FoundStanza("/base/repo2", "db")), "place", "set repo1-path=/base/repo2"),
        ["wrong stanza"] = (e => Found(e, new FoundStanza("/base/repo1/", "main")), "place", "use --stanza=main"),
        ["wrong both"] = (e => Found(e, new FoundStanza("/a", "main")), "place", "stanza 'main' under path /a"),
        ["wrong bucket"] = (e => e with { Stanzas = Seen<StanzaSearchResult>.Of(new StanzaSearchResult([], true, ["right"])) }, "place", "these credentials see other buckets: right"),
        ["no stanza"] = (e => Informed(e, i => i with { StatusCode = 1, StatusMessage = "missing stanza path" }), "stanza", "status 1 (missing stanza path)"),
        ["no valid backup"] = (e => Informed(e, i => i with { StatusCode = 2, StatusMessage = "no valid backups" }), "stanza", "take a full backup"),
        ["wrong passphrase"] = (e => Closed(e, "pgbackrest repo-get: [095] unable to flush (an object of the repository does not decrypt)"), "cipher", "the passphrase does not open backup.info: it is another one than the repository was made with"),
        ["wrong passphrase that decrypts"] = (e => Closed(e, null), "cipher", "it is another one than the repository was made with"),
        ["wrong passphrase, to pgBackRest"] = (e => Closed(e, null) with { Info = Sound.Unseen<RepositoryInfo>(ErrorCode.Configuration) }, "stanza", "the passphrase does not open its info files; see 'cipher'"),
        ["tool that fails"] = (e => Closed(e, "pgbackrest repo-get was killed"), "cipher", "the passphrase does not open backup.info: pgbackrest repo-get was killed"),
        ["damaged backup.info"] = (e => e with { InfoFile = Seen<BackupInfoFile>.Of(new BackupInfoFile(true, false, null)) }, "cipher", "the passphrase opens archive.info and not backup.info, which is damaged"),
        ["damaged archive.info"] = (e => e with { ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([], "CryptoError")) }, "wal", "neither archive.info nor its copy can be read, and no segment is found without them: CryptoError"),
        ["damaged archive.info, immediate"] = (e => Immediate(e) with { ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([], null)) }, "wal", "neither archive.info nor its copy can be read"),
        ["damaged archive.info, to pgBackRest"] = (e => e with { Info = Sound.Unseen<RepositoryInfo>(ErrorCode.Configuration), ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([], null)) }, "stanza", "backup.info can be read, and neither archive.info nor its copy"),
        ["archive.info of another cluster"] = (e => e with { ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([Sound.Other], null)) }, "wal", "no WAL is found for it"),
        ["no archive.info, immediate"] = (e => Immediate(e) with { Archive = Seen<ArchiveView>.Of(e.Archive.Value with { HasInfo = false }) }, "wal", "archive.info is not there"),
        ["empty segment, immediate"] = (e => Immediate(e) with { Archive = Seen<ArchiveView>.Of(e.Archive.Value with { Empty = [new WalSegment(2, 5).Name] }) }, "wal", "needs 000000020000000000000005 to become consistent"),
        ["no commit behind the moment"] = (e => e with { Target = Past, NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(Sound.Now.AddMinutes(-20), IsWhole: true)) }, "target", "has no commit after the target, the newest is of 2026-02-10 15:40:00Z"),
        ["no passphrase"] = (e => e with { HasPassphrase = false }, "cipher", "has no passphrase"),
        ["passphrase too many"] = (e => e with { InfoFile = Seen<BackupInfoFile>.Of(new BackupInfoFile(false, false, null)) }, "cipher", "is not encrypted"),
        ["page errors"] = (e => Backups(e, Sound.Backup(5) with { HasPageErrors = true }), "backup", "wrong checksums"),
        ["broken chain"] = (e => Informed(e, i => i with { Details = new Dictionary<string, BackupDetails> { [i.Backups[0].Label] = new(1, ["20260101-000000F"], new Dictionary<string, string>()) } }), "backup", "builds on 20260101-000000F"),
        ["no manifest"] = (e => e with { Sets = Sound.Sets() }, "backup", "its manifest is not in the repository"),
        ["files of the backup gone"] = (e => Informed(e, i => i with { Details = new Dictionary<string, BackupDetails> { [i.Backups[0].Label] = new(1, [], new Dictionary<string, string>()) { StoredBytes = 1001 } } }), "backup", "1000 bytes in 3 files are in the repository, and it stored 1001"),
        ["target before the oldest"] = (e => e with { Target = new RecoveryTarget(RecoveryTargetKind.Time, "2026-02-10 13:00:00+00") }, "backup", "no backup ends before the target"),
        ["other owner"] = (e => e with { Standing = Seen<RepositoryStanding>.Of(new RepositoryStanding(IsOurs: false, "lab-2", IsReleased: false)) }, "owner", "that of lab-2, which was not shown to be gone"),
        ["no owner"] = (e => e with { Standing = Seen<RepositoryStanding>.Of(new RepositoryStanding(IsOurs: false, null, IsReleased: false)) }, "owner", "a stack that put no name on it"),
        ["other cluster in the witness"] = (e => e with { Witness = Seen<Witness?>.Of(Sound.Witness(8, system: Sound.Other)) }, "identity", "not one cluster"),
        ["other cluster on the server"] = (e => Served(e, s => s with { Gate = s.Gate with { Server = s.Gate.Server with { SystemIdentifier = Sound.Other } } }), "identity", "not one cluster"),
        ["empty newcomer"] = (e => Newcomer(e, Sound.Backup(5, system: Sound.Other), Sound.Backup(5, label: "20260210-150000F", bytes: 23 << 20)), "newcomer", "looks like an empty newcomer's"),
        ["empty newcomer that expired all"] = (e => Newcomer(e, Sound.Backup(5, bytes: 23 << 20)), "newcomer", "no set of it is left"),
        ["shrunk newcomer"] = (e => Newcomer(e, Sound.Backup(5, system: Sound.Other, bytes: 9000L << 20), Sound.Backup(5, label: "20260210-150000F")), "newcomer", "Restore 20260210-140005F with --set"),
        ["no history file"] = (e => Archived(Backups(e, Sound.Backup(3, timeline: 1)), l => l with { Histories = [] }), "timeline", "00000002.history is missing"),
        ["history without segment"] = (e => Archived(e, l => l with { Histories = [2, 3] }, new TimelineHistory(3, [new TimelineSwitch(1, new Lsn(4UL << 24), ""), new TimelineSwitch(2, new Lsn((10UL << 24) + 9), "")])), "timeline", "has a history file and no segment"),
        ["left before the backup"] = (e => Archived(e, l => l with { Histories = [2, 3] }, new TimelineHistory(3, [new TimelineSwitch(1, new Lsn(4UL << 24), "")])), "timeline", "is not a child of this server's history"),
        ["gap"] = (e => e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(5, 6, 8, 9, 10))) }, "wal", "000000020000000000000007; a restore ends at 0/7000000 without an error"),
        ["first segment gone"] = (e => e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(6, 7, 8, 9, 10))) }, "wal", "cannot become consistent"),
        ["nothing behind the backup"] = (e => e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(4))) }, "wal", "has no segment at or behind"),
        ["no archive.info"] = (e => e with { Archive = Seen<ArchiveView>.Of(e.Archive.Value with { HasInfo = false }) }, "wal", "archive.info is not there"),
        ["empty segment"] = (e => e with { Archive = Seen<ArchiveView>.Of(e.Archive.Value with { Empty = [new WalSegment(2, 7).Name] }) }, "wal", "stored empty: 000000020000000000000007"),
        ["duplicate"] = (e => Archived(e, l => l with { Segments = l.Segments.ToDictionary(s => s.Key, IReadOnlyList<string> (s) => s.Key.EndsWith('7') ? ["aa", "bb"] : s.Value) }), "duplicates", "000000020000000000000007"),
        ["target behind the end"] = (e => e with { Target = new RecoveryTarget(RecoveryTargetKind.Lsn, "0/F000000") }, "target", "lies behind the end"),
        ["time behind the end"] = (e => e with { Target = new RecoveryTarget(RecoveryTargetKind.Time, "2026-02-10 15:59:00+00") }, "target", "recovery ended before configured recovery target"),
        ["end gone"] = (e => e with { Witness = Seen<Witness?>.Of(Sound.Witness(12)) }, "archive-end", "which is not in the archive"),
        ["left before the witness"] = (e => Archived(e with { Server = null, Witness = Seen<Witness?>.Of(Sound.Witness(3, timeline: 2)) }, l => l with { Segments = l.Segments.Append(new(new WalSegment(2, 3).Name, ["cc"])).ToDictionary() }), "archive-end", "a restore to the latest loses it"),
        ["archiver fails"] = (e => Served(e, s => s with { Gate = s.Gate with { Archiver = s.Gate.Archiver with { Cause = new PhoenixException(ErrorCode.RepositoryDenied, "403", "fix the key") } } }), "archiver", "archiving fails: 403"),
        ["archiver failed last"] = (e => Served(e, s => s with { Gate = s.Gate with { Archiver = s.Gate.Archiver with { LastFailedAt = Sound.Now } } }), "archiver", "nothing was archived since"),
        ["idle server with a queue"] = (e => e with { Server = null, Idle = Seen<IdleServer>.Of(new IdleServer("/data", Sound.Identifier, 2)) }, "archiver", "2 files of it wait"),
        ["gate"] = (e => Served(e, s => s with { Gate = s.Gate with { FetchedSha256 = null } }), "gate/last-segment-same", "could not be fetched"),
        ["exposed"] = (e => Served(e, s => s with { Flushed = new Lsn(s.Archived.Value + (20UL << 24)) }), "gate/exposure-bounded", "bytes of WAL"),
        ["other repository"] = (e => Served(e, s => s with { Gate = s.Gate with { StackLocation = Sound.Location with { Path = "/elsewhere" } } }), "gate/same-repository", "/elsewhere"),
        ["lifecycle"] = (e => Ruled(e, new BucketRule("tidy", "base/", null) { Removes = "removes objects 30 days after they were written" }), "bucket-lifecycle", "rule 'tidy' on 'base/' removes objects 30 days"),
        ["lifecycle below"] = (e => Ruled(e, new BucketRule("tidy", "base/repo1/archive/", null) { Freezes = "moves objects to GLACIER" }), "bucket-lifecycle", "GLACIER"),
        ["clock"] = (e => e with { ClockAhead = Seen<TimeSpan>.Of(TimeSpan.FromMinutes(-16)) }, "clock", "960 s behind the S3 endpoint: it refuses"),
        ["disk"] = (e => e with { Space = new FreeSpace("/data", 500L << 20, 0) }, "disk", "/data has 500 MiB"),
    };

    /// <summary>What decides nothing, and must be told all the same.</summary>
    private static readonly Dictionary<string, (Func<CheckEvidence, CheckEvidence> Plant, string Rule, string Words)> Notes = new()
    {
        ["retention of a past target"] = (e => Backups(e with { Target = Past, RetentionFull = 1 }, Sound.Backup(5)), "retention", "the next full backup expires 20260210-140005F"),
        ["retention of one"] = (e => e with { RetentionFull = 1 }, "retention", "an empty newcomer would expire"),
        ["no retention"] = (e => e with { RetentionFull = null }, "retention", "does not say"),
        ["not versioned"] = (e => e with { Versioned = Seen<bool>.Of(false) }, "bucket-versioning", "keeps no old versions"),
        ["versions not told"] = (e => e with { Versioned = Sound.Unseen<bool>(ErrorCode.NotFound) }, "bucket-versioning", "what went wrong"),
        ["rules not known there"] = (e => e with { Lifecycle = Sound.Unseen<IReadOnlyList<BucketRule>>(ErrorCode.NotFound) }, "bucket-lifecycle", "what went wrong"),
        ["rule for tagged objects"] = (e => Ruled(e, new BucketRule("tidy", "", "tagged") { Removes = "removes objects", NeedsTag = true }), "bucket-lifecycle", "only objects with its tag"),
        ["clock a little off"] = (e => e with { ClockAhead = Seen<TimeSpan>.Of(TimeSpan.FromMinutes(1)) }, "clock", "60 s ahead of"),
        ["slow"] = (e => e with { Predicted = new PredictedTime(999, 2, ["site"], TimeSpan.FromMinutes(5)) }, "restore-time", "predicted: 999 s (n=2), and what site will take; objective 300 s"),
        ["never run"] = (e => e with { Predicted = new PredictedTime(null, 0, [], null) }, "restore-time", "no earlier run"),
        ["nowhere"] = (e => e with { Space = null }, "disk", "where it will go is not known"),
        ["no server"] = (e => e with { Server = null }, "gate", "no running server"),
        ["nobody knows the end"] = (e => e with { Server = null, Witness = Seen<Witness?>.Of(null) }, "archive-end", "neither a server nor a witness"),
        ["older set"] = (e => Backups(e, Sound.Backup(2, timeline: 1, label: "20260209-140000F", hoursAgo: 30) with { HasPageErrors = true }, Sound.Backup(5)), "backup", "also there: 20260209-140000F"),
        ["other repositories"] = (e => e with { OtherRepositories = ["repo2"] }, "reachable", "not looked at: repo2"),
        ["hole elsewhere"] = (e => Archived(e, l => l with { Segments = l.Segments.Append(new(new WalSegment(1, 1).Name, ["cc"])).ToDictionary() }), "wal", "elsewhere on timeline 1 the archive has holes that begin at 000000010000000000000002"),
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    public static TheoryData<string> NoteNames => [.. Notes.Keys];

    [Fact]
    public void A_sound_repository_is_safe()
    {
        CheckResult result = RepositoryCheck.Judge(Sound.Evidence);
        Assert.All(result.Findings, f => Assert.True(f.State == CheckState.Safe, f.ToString()));
        Assert.Equal(CheckState.Safe, result.State);
        Assert.Equal(RepositoryCheck.Rules.Select(r => r.Name).Order(), result.Findings.Select(f => f.Rule.Split('/')[0]).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public void Finds_what_was_planted(string fault)
    {
        (Func<CheckEvidence, CheckEvidence> plant, string rule, string words) = Faults[fault];
        CheckResult result = RepositoryCheck.Judge(plant(Sound.Evidence));
        CheckFinding found = Assert.Single(result.Findings, f => f.Rule == rule && f.State == CheckState.NotSafe);
        Assert.False(found.IsNote);
        Assert.NotEmpty(found.Fix!);
        Assert.Contains(words, $"{found.Detail}; {found.Fix}", StringComparison.Ordinal);
        Assert.Equal(CheckState.NotSafe, result.State);
    }

    [Theory]
    [MemberData(nameof(NoteNames))]
    public void Tells_what_decides_nothing(string fault)
    {
        (Func<CheckEvidence, CheckEvidence> plant, string rule, string words) = Notes[fault];
        CheckResult result = RepositoryCheck.Judge(plant(Sound.Evidence));
        CheckFinding found = Assert.Single(result.Findings, f => f.Rule == rule && f.State != CheckState.Safe);
        Assert.True(found.IsNote, found.ToString());
        Assert.Contains(words, $"{found.Detail}; {found.Fix}", StringComparison.Ordinal);
        Assert.True(result.State == CheckState.Safe, string.Join('\n', result.Findings));
    }

    [Fact]
    public void Every_rule_has_a_planted_fault() => Assert.Empty(
        RepositoryCheck.Rules.Select(r => r.Name).Except(Faults.Values.Concat(Notes.Values).Select(f => f.Rule.Split('/')[0])));

    /// <summary>What a look could not see; none of it may end safe.</summary>
    public static TheoryData<string> Looks => ["reachable", "stanzas", "info", "infoFile", "sets", "archive", "path", "archiveInfo", "witness", "standing", "server", "idle", "lifecycle"];

    [Theory]
    [MemberData(nameof(Looks))]
    public void What_cannot_be_seen_is_never_safe(string look)
    {
        CheckEvidence e = Sound.Evidence;
        const ErrorCode Code = ErrorCode.RepositoryUnavailable;
        CheckResult result = RepositoryCheck.Judge(look switch
        {
            "reachable" => e with { Reachable = Sound.Unseen<int>(Code) },
            "stanzas" => e with { Stanzas = Sound.Unseen<StanzaSearchResult>(Code) },
            "info" => e with { Info = Sound.Unseen<RepositoryInfo>(Code) },
            "infoFile" => e with { InfoFile = Sound.Unseen<BackupInfoFile>(Code) },
            "sets" => e with { Sets = Sound.Unseen<IReadOnlyDictionary<string, StoredSet>>(Code) },
            "archive" => e with { Archive = Sound.Unseen<ArchiveView>(Code) },
            "path" => e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(5, 6, 7, 8, 9, 10), Sound.Unseen<TimelineHistory>(Code))) },
            "archiveInfo" => e with { ArchiveInfo = Sound.Unseen<ArchiveInfoFile>(Code) },
            "witness" => e with { Witness = Sound.Unseen<Witness?>(Code) },
            "standing" => e with { Standing = Sound.Unseen<RepositoryStanding>(Code) },
            "server" => e with { Server = Sound.Unseen<ServerView>(Code) },
            "idle" => e with { Server = null, Idle = Sound.Unseen<IdleServer>(Code) },
            _ => e with { Lifecycle = Sound.Unseen<IReadOnlyList<BucketRule>>(ErrorCode.RepositoryDenied) },
        });
        Assert.Equal(CheckState.CouldNotTell, result.State);
        Assert.All(result.Findings.Where(f => f.State == CheckState.CouldNotTell), f => Assert.NotEmpty(f.Fix!));
    }

    [Fact]
    public void Not_safe_beats_could_not_tell()
    {
        CheckResult result = RepositoryCheck.Judge(Sound.Evidence with { HasPassphrase = false, Server = Sound.Unseen<ServerView>(ErrorCode.ToolFailed) });
        Assert.Contains(result.Findings, f => f is { State: CheckState.CouldNotTell, IsNote: false });
        Assert.Equal(CheckState.NotSafe, result.State);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("nothing")]
    [InlineData("empty")]
    public void A_rule_that_breaks_or_says_nothing_could_not_tell(string how)
    {
        CheckResult result = RepositoryCheck.Judge(Sound.Evidence, [new Broken(how)]);
        Assert.Equal(CheckState.CouldNotTell, Assert.Single(result.Findings).State);
        Assert.Equal(CheckState.CouldNotTell, result.State);
    }

    [Fact]
    public void No_rules_are_no_safety()
    {
        Assert.Equal(CheckState.CouldNotTell, RepositoryCheck.Judge(Sound.Evidence, []).State);
        Assert.Equal(CheckState.CouldNotTell, new CheckResult(Sound.Evidence, [CheckFinding.Safe("a", "b") with { IsNote = true }]).State);
    }

    [Theory]
    [InlineData("20260210-140005F", RecoveryTargetKind.Latest, null)]
    [InlineData("20260209-140000F", RecoveryTargetKind.Time, "2026-02-10 13:00:00+00")]
    [InlineData("20260210-140005F", RecoveryTargetKind.Lsn, "0/5000200")]
    [InlineData("20260209-140000F", RecoveryTargetKind.Lsn, "0/5000100")]
    [InlineData(null, RecoveryTargetKind.Lsn, "0/2000100")]
    public void The_backup_is_the_newest_that_ended_before_the_target(string? label, RecoveryTargetKind kind, string? value) => Assert.Equal(
        label, BackupChoice.For(Sound.Info(Sound.Backup(2, timeline: 1, label: "20260209-140000F", hoursAgo: 30), Sound.Backup(5)), new RecoveryTarget(kind, value))?.Label);

    [Fact]
    public void The_segment_size_is_read_out_of_the_backups()
    {
        Assert.Equal(WalSegment.DefaultSize, BackupChoice.SegmentSize([Sound.Backup(5)]));
        var large = WalSegment.Containing(1, new Lsn(0x10000028), 64 << 20);
        Assert.Equal(64u << 20, BackupChoice.SegmentSize([Sound.Backup(5) with { StartLsn = new Lsn(0x10000028), StartSegment = large.Name }]));
    }

    [Fact]
    public void A_cluster_that_changed_for_a_reason_is_no_newcomer()
    {
        CheckEvidence grown = Newcomer(Sound.Evidence, Sound.Backup(5, system: Sound.Other), Sound.Backup(5, label: "20260210-150000F"));
        Assert.Equal(CheckState.CouldNotTell, State(grown));
        Assert.Equal(CheckState.Safe, State(Informed(grown, i => i with { Clusters = [new StanzaCluster(1, Sound.Other, "14"), i.Clusters[1]] })));
        Assert.Equal(CheckState.Safe, State(grown with { Witness = Seen<Witness?>.Of(Sound.Witness(8)) }));

        static CheckState State(CheckEvidence e) => Assert.Single(RepositoryCheck.Judge(e).Findings, f => f.Rule == "newcomer").State;
    }

    [Theory]
    [InlineData(RecoveryTargetKind.Xid)]
    [InlineData(RecoveryTargetKind.Name)]
    public void Where_a_transaction_lies_could_not_be_told(RecoveryTargetKind kind) => Assert.Equal(
        CheckState.CouldNotTell, RepositoryCheck.Judge(Sound.Evidence with { Target = new RecoveryTarget(kind, "1234") }).State);

    [Theory]
    [InlineData(0xA000000UL, CheckState.Safe)]
    [InlineData(0xA000001UL, CheckState.CouldNotTell)]
    [InlineData(0xB000000UL, CheckState.CouldNotTell)]
    [InlineData(0xB000001UL, CheckState.NotSafe)]
    public void A_position_in_the_last_segment_may_have_nothing_behind_it(ulong position, CheckState expected) => Assert.Equal(
        expected, Assert.Single(RepositoryCheck.Judge(Sound.Evidence with { Target = new RecoveryTarget(RecoveryTargetKind.Lsn, new Lsn(position).ToString()) }).Findings, f => f.Rule == "target").State);

    // Stored after the moment is not written after it: the object may be a copy, or a segment that was closed by the clock.
    [Fact]
    public void A_moment_is_safe_only_with_a_commit_behind_it()
    {
        CheckEvidence e = Sound.Evidence with { Target = Past };
        Assert.Equal(CheckState.Safe, State(e));
        Assert.Equal(CheckState.CouldNotTell, State(e with { NewestCommit = null }));
        Assert.Equal(CheckState.CouldNotTell, State(e with { NewestCommit = Sound.Unseen<NewestCommit>(ErrorCode.ToolMissing) }));
        Assert.Equal(CheckState.CouldNotTell, State(e with { NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(null, IsWhole: false)) }));
        Assert.Equal(CheckState.CouldNotTell, State(e with { NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(Sound.Now.AddHours(-1), IsWhole: false)) }));
        Assert.Equal(CheckState.NotSafe, State(e with { NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(null, IsWhole: true)) }));
        Assert.Equal(CheckState.Safe, State(e with { NewestCommit = Seen<NewestCommit>.Of(new NewestCommit(Sound.Now.AddMinutes(-9), IsWhole: false)) }));

        static CheckState State(CheckEvidence e) => Assert.Single(RepositoryCheck.Judge(e).Findings, f => f.Rule == "target").State;
    }

    [Fact]
    public void A_stray_number_of_a_timeline_is_told_and_not_spelt_out_to_its_end()
    {
        CheckEvidence e = Archived(Sound.Evidence with { Server = null }, l => l with { Histories = [2, uint.MaxValue] }, new TimelineHistory(uint.MaxValue, [new TimelineSwitch(2, new Lsn(9UL << 24), "")]));
        Assert.Contains(RepositoryCheck.Judge(e).Findings, f => f is { Rule: "timeline", State: CheckState.NotSafe } && f.Detail.StartsWith("00000003.history, 00000004.history", StringComparison.Ordinal));
    }

    // Nothing fits: what is there may still be of one cluster, or of two.
    [Fact]
    public void Without_a_backup_that_fits_the_identifiers_are_compared_all_the_same()
    {
        CheckEvidence early = Sound.Evidence with { Target = new RecoveryTarget(RecoveryTargetKind.Time, "2026-02-10 13:00:00+00") };
        CheckFinding finding = Identity(early);
        Assert.Equal(CheckState.CouldNotTell, finding.State);
        Assert.Contains("no backup fits the target", finding.Detail, StringComparison.Ordinal);
        Assert.Contains("is one cluster", finding.Detail, StringComparison.Ordinal);
        Assert.Equal(CheckState.NotSafe, Identity(early with { Witness = Seen<Witness?>.Of(Sound.Witness(8, system: Sound.Other)) }).State);
        Assert.Contains("there is no backup whose cluster", Identity(Informed(Sound.Evidence, i => i with { Backups = [] })).Detail, StringComparison.Ordinal);
        Assert.Contains("no stanza lies where the restore looks", Identity(Informed(Sound.Evidence, i => i with { Backups = [], SystemIdentifier = null })).Detail, StringComparison.Ordinal);

        static CheckFinding Identity(CheckEvidence e) => Assert.Single(RepositoryCheck.Judge(e).Findings, f => f.Rule == "identity");
    }

    [Fact]
    public void Which_wal_an_online_backup_needs_must_be_known()
    {
        CheckEvidence e = Backups(Immediate(Sound.Evidence), Sound.Backup(5) with { StartSegment = "damaged" });
        Assert.Equal(CheckState.CouldNotTell, Assert.Single(RepositoryCheck.Judge(e).Findings, f => f.Rule == "wal").State);
        e = Backups(Immediate(Sound.Evidence), Sound.Backup(5) with { StartSegment = "", StopSegment = "" });
        Assert.Equal(CheckState.Safe, Assert.Single(RepositoryCheck.Judge(e).Findings, f => f.Rule == "wal").State);
    }

    [Fact]
    public void Immediate_needs_the_backups_own_segments_only()
    {
        CheckEvidence e = Sound.Evidence with { Target = RecoveryTarget.Immediate, Server = null, Witness = Seen<Witness?>.Of(null), Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(5, 9))) };
        Assert.Equal(CheckState.Safe, RepositoryCheck.Judge(e).State);
        e = e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(Sound.Listing(6))) };
        Assert.Contains(RepositoryCheck.Judge(e).Findings, f => f.Rule == "wal" && f.Detail.Contains("000000020000000000000005 to become consistent", StringComparison.Ordinal));
    }

    private static CheckEvidence Immediate(CheckEvidence e) => e with { Target = RecoveryTarget.Immediate };

    private static CheckEvidence Closed(CheckEvidence e, string? trouble) => e with
    {
        InfoFile = Seen<BackupInfoFile>.Of(new BackupInfoFile(true, false, trouble)),
        ArchiveInfo = Seen<ArchiveInfoFile>.Of(new ArchiveInfoFile([], trouble)),
    };

    private static CheckEvidence Found(CheckEvidence e, params FoundStanza[] found) => e with { Stanzas = Seen<StanzaSearchResult>.Of(new StanzaSearchResult(found, true, [])) };

    private static CheckEvidence Informed(CheckEvidence e, Func<RepositoryInfo, RepositoryInfo> change) => e with { Info = Seen<RepositoryInfo>.Of(change(e.Info.Value)) };

    private static CheckEvidence Backups(CheckEvidence e, params BackupSet[] backups) => Informed(e, i => i with { Backups = backups }) with { Sets = Sound.Sets(backups.Select(b => b.Label)) };

    private static CheckEvidence Newcomer(CheckEvidence e, params BackupSet[] backups) => Informed(Backups(e, backups) with { Witness = Seen<Witness?>.Of(null), Server = null }, i => i with
    {
        Clusters = [new StanzaCluster(1, Sound.Other, "15"), new StanzaCluster(2, Sound.Identifier, "15")],
    });

    private static CheckEvidence Archived(CheckEvidence e, Func<ArchiveListing, ArchiveListing> change, TimelineHistory? path = null) =>
        e with { Archive = Seen<ArchiveView>.Of(Sound.Archive(change(e.Archive.Value.Listing), Seen<TimelineHistory>.Of(path ?? Sound.Path))) };

    private static CheckEvidence Served(CheckEvidence e, Func<ServerView, ServerView> change) => e with { Server = Seen<ServerView>.Of(change(e.Server!.Value)) };

    private static CheckEvidence Ruled(CheckEvidence e, params BucketRule[] rules) => e with { Lifecycle = Seen<IReadOnlyList<BucketRule>>.Of(rules) };

    private sealed class Broken(string how) : ICheckRule
    {
        public string Name => "broken";

        public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence) => how switch
        {
            "throws" => throw new InvalidOperationException("broken"),
            "nothing" => null!,
            _ => [],
        };
    }
}
