using System.Text.RegularExpressions;
using Phoenix.Journal;
using Phoenix.Lab.Sabotage;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Runs one sabotaged drill on a lab of its own and checks everything that must hold of it.</summary>
internal static class Sabotaged
{
    /// <summary>Every sabotage, with the end that it must have. SEGMENT is the one that holds row B, LAST the last one.</summary>
    public static IReadOnlyDictionary<string, SabotageCase> Cases { get; } = new Dictionary<string, SabotageCase>
    {
        ["drop-wal"] = new(1, Verdict.Refuted, "archive", "segments are missing: SEGMENT"),
        ["corrupt-wal"] = new(5, Verdict.Inconclusive, "create", "restore_command: SEGMENT: pgBackRest ended with [0-9]+: .*SEGMENT-[0-9a-f]+\\.zst .*(CryptoError|FormatError)"),
        ["corrupt-backup"] = new(5, Verdict.Inconclusive, "create", "pgbackrest restore: .*(corrupt|checksum|decrypt|zst error)"),
        ["garbage-wal"] = new(1, Verdict.Refuted, "identity", "replay ended at .*, in segment SEGMENT, before the last acknowledged write"),
        ["second-writer"] = new(1, Verdict.Refuted, "wipe", "the repository changed after the stack was cut off") { AddedAfterCut = "/0000000200000000/|/00000002\\.history$" },
        ["immediate"] = new(1, Verdict.Refuted, "sentinels", "B is lost"),
        ["empty-takeover"] = new(1, Verdict.Refuted, "identity", "the server is cluster \\d+, not \\d+.*not reborn from a backup"),
        ["old-backup"] = new(1, Verdict.Refuted, "identity", "was restored from a backup that began at .*, not from [0-9-]+F, which this cycle took"),
        ["stale-timeline"] = new(1, Verdict.Refuted, "identity", "forked from timeline 1, not 2"),
        ["missing-key"] = new(5, Verdict.Inconclusive, "create", "\\[037\\].*repo1-s3-key"),
        ["wrong-path"] = new(5, Verdict.Inconclusive, "create", "pgbackrest/elsewhere/.*backup\\.info|backup\\.info.*pgbackrest/elsewhere/"),
        ["wrong-key"] = new(5, Verdict.Inconclusive, "create", "pgbackrest restore: .*SignatureDoesNotMatch"),
        ["wrong-stanza"] = new(5, Verdict.Inconclusive, "create", "elsewhere/backup\\.info"),
        ["swapped-bucket"] = new(4, Verdict.Inconclusive, "create", "the restored backup is of cluster \\d+, not of \\d+"),
        ["lost-row"] = new(1, Verdict.Refuted, "ledger", "1 acknowledged rows are lost, the first writer \\d+ number \\d+"),
        ["phantom-row"] = new(1, Verdict.Refuted, "ledger", "1 rows should not be there: NeverAttempted"),
        ["reordered-commit"] = new(1, Verdict.Refuted, "order", "1 absent rows were acknowledged before a row was sent that is present, the first writer \\d+ number \\d+"),
        ["torn-transfer"] = new(1, Verdict.Refuted, "balances", "account 0 is \\d+, its ledger rows make it \\d+"),
        ["shifted-clock"] = new(5, Verdict.Inconclusive, "create", "pgbackrest restore: .*RequestTimeTooSkewed"),
        ["truncated-journal"] = new(5, Verdict.Inconclusive, "seal", "the journal on disk is not what this run wrote: it holds \\d+ whole lines, and \\d+ were written"),
        ["edited-evidence"] = new(5, Verdict.Inconclusive, "seal", "evidence\\.json on disk is not what this run sealed"),
        ["s3-error-at-end"] = new(5, Verdict.Inconclusive, "create", "LAST.*(503|SlowDown)"),
        ["s3-error-on-history"] = new(5, Verdict.Inconclusive, "create", "\\.history.*(503|SlowDown)"),
    };

    // What no log of a healthy restore shows is named by what the run itself found out.
    private static readonly Dictionary<string, string> Explained = new()
    {
        ["drop-wal"] = "phoenix-archive-hole",
        ["garbage-wal"] = "phoenix-short-replay",
        ["empty-takeover"] = "phoenix-other-cluster",
        ["swapped-bucket"] = "phoenix-other-cluster",
        ["old-backup"] = "phoenix-older-backup",
        ["lost-row"] = "phoenix-rows-lost",
    };

    /// <summary>Runs it.</summary>
    public static async Task RunAsync(LabState state, string name)
    {
        SabotageCase expected = Cases[name];
        PhoenixResult drill = await state.RunAsync("drill", "--load-seconds", "1", "--sabotage", name);
        string run = Path.GetFileName(state.Run());

        Evidence evidence = state.Evidence(run);
        Assert.NotEqual(Verdict.Proven, evidence.Verdict);
        Assert.Equal(expected.Verdict, evidence.Verdict);
        Assert.Equal(name, evidence.Sabotage);

        // One that needs a former life lets the cycles before it end well.
        Assert.Equal(Sabotages.Find(name).FromCycle, evidence.Cycles.Count);
        Assert.All(evidence.Cycles.SkipLast(1), c => Assert.Equal((Verdict.Proven, true), (c.Verdict, c.Published)));
        EvidenceCycle cycle = evidence.Cycles[^1];
        Assert.False(cycle.Published);
        Witness witness = state.Events(run).OfType<JournalEvent.WitnessRecorded>().Last().Witness;
        WalSegment ofB = WalSegment.Containing(witness.Timeline, witness.Sentinels.Single(s => s.Name == SentinelName.B).InsertLsn, witness.SegmentSize);
        string cause = expected.Cause.Replace("SEGMENT", ofB.Name, StringComparison.Ordinal).Replace("LAST", witness.LastSegment, StringComparison.Ordinal);
        Assert.Matches(new Regex(cause, RegexOptions.Singleline), string.Join('\n', cycle.Findings.Where(f => f.Checker == expected.Checker).Select(f => f.Detail)));
        Assert.Equal((expected.ExitCode, expected.ExitCode), (drill.ExitCode, evidence.ExitCode));
        Assert.Contains($"{expected.Verdict}", drill.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Proven (", drill.Output, StringComparison.Ordinal);

        if (Explained.GetValueOrDefault(name) is string known)
        {
            PhoenixResult explain = await state.RunAsync("explain", run);
            Assert.True(explain.ExitCode == 1 && Regex.IsMatch(explain.Output, $"^{known} \\(", RegexOptions.Multiline), explain.ToString());
        }

        await RepositoryIsNotWorseAsync(state, run, "sabotage-" + name, witness, expected.AddedAfterCut, name == "drop-wal" ? ofB : null);
        Assert.Equal(["sabotage-" + name], state.Labs);
    }

    /// <summary>Runs one that breaks the record after the verdict: the rebirth is sound and published, and still nothing may say Proven.</summary>
    public static async Task RunOnRecordAsync(LabState state, string name)
    {
        SabotageCase expected = Cases[name];
        PhoenixResult drill = await state.RunAsync("drill", "--load-seconds", "1", "--sabotage", name);
        string run = Path.GetFileName(state.Run());

        Assert.Equal((expected.ExitCode, ""), (drill.ExitCode, drill.Output));
        Assert.Matches($"error: .*{expected.Cause}.*\\(record-damaged\\)", drill.Error);
        Assert.DoesNotContain("cycle 1: Proven", drill.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.VerdictReached { Verdict: Verdict.Proven } or JournalEvent.RunEnded { Verdict: Verdict.Proven });
        string evidence = Path.Combine(state.Run(run), "evidence.json");
        Assert.False(File.Exists(evidence) && Seal.Verify(await File.ReadAllBytesAsync(evidence)));
        PhoenixResult report = await state.RunAsync("report", run);
        Assert.True(report.ExitCode != 0 && !report.Output.Contains("Proven", StringComparison.Ordinal), report.ToString());
    }

    // From the cut-off on nothing may have come or gone, and up to it nothing but the sabotage's own damage.
    private static async Task RepositoryIsNotWorseAsync(LabState state, string run, string lab, Witness witness, string? added, WalSegment? dropped)
    {
        IReadOnlyList<StoredObject> all = await Bucket.ListAsync(state, lab);
        IReadOnlyList<StoredObject> objects = [.. all.Where(o => added is null || !Regex.IsMatch(o.Key, added))];
        Assert.Equal(added is null, all.Count == objects.Count);
        Assert.Equal(state.Events(run).OfType<JournalEvent.CutOff>().Last().Listing, Bucket.Digest(objects));
        IEnumerable<string> histories = objects.Select(o => Path.GetFileName(o.Key)).Where(k => k.EndsWith(".history", StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(2, (int)witness.Timeline - 1).Select(t => TimelineHistory.FileName((uint)t)), histories);
        Assert.Contains(objects, o => o.Key.EndsWith($"/{witness.BackupLabel}/backup.manifest", StringComparison.Ordinal));

        // archive/db/15-1/0000000100000000/000000010000000000000003-<checksum>.zst; each timeline goes on where its parent ended.
        string[] segments = [.. objects.Select(o => Path.GetFileName(o.Key)).Where(n => n.Length > 25 && n[24] == '-').Select(n => n[8..24])];
        Assert.True(WalSegment.TryParse(witness.LastSegment, witness.SegmentSize, out WalSegment last));
        IEnumerable<string> expected = Enumerable.Range(1, (int)last.Number).Select(n => (last with { Number = (ulong)n }).Name[8..]).Where(n => n != dropped?.Name[8..]);
        Assert.Equal(expected, segments);
    }
}
