using System.Text.RegularExpressions;
using Phoenix.Journal;
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
        ["immediate"] = new(1, Verdict.Refuted, "sentinels", "B is lost"),
        ["empty-takeover"] = new(1, Verdict.Refuted, "identity", "the server is cluster \\d+, not \\d+.*not reborn from a backup"),
        ["missing-key"] = new(5, Verdict.Inconclusive, "create", "\\[037\\].*repo1-s3-key"),
        ["wrong-path"] = new(5, Verdict.Inconclusive, "create", "pgbackrest/elsewhere/.*backup\\.info|backup\\.info.*pgbackrest/elsewhere/"),
        ["lost-row"] = new(1, Verdict.Refuted, "ledger", "1 acknowledged rows are lost, the first writer \\d+ number \\d+"),
        ["phantom-row"] = new(1, Verdict.Refuted, "ledger", "1 rows should not be there: NeverAttempted"),
        ["s3-error-at-end"] = new(5, Verdict.Inconclusive, "create", "LAST.*(503|SlowDown)"),
        ["s3-error-on-history"] = new(5, Verdict.Inconclusive, "create", "\\.history.*(503|SlowDown)"),
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
        EvidenceCycle cycle = Assert.Single(evidence.Cycles);
        Assert.False(cycle.Published);
        Witness witness = Assert.Single(state.Events(run).OfType<JournalEvent.WitnessRecorded>()).Witness;
        WalSegment ofB = WalSegment.Containing(witness.Timeline, witness.Sentinels.Single(s => s.Name == SentinelName.B).InsertLsn, witness.SegmentSize);
        string cause = expected.Cause.Replace("SEGMENT", ofB.Name, StringComparison.Ordinal).Replace("LAST", witness.LastSegment, StringComparison.Ordinal);
        Assert.Matches(new Regex(cause, RegexOptions.Singleline), string.Join('\n', cycle.Findings.Where(f => f.Checker == expected.Checker).Select(f => f.Detail)));
        Assert.Equal((expected.ExitCode, expected.ExitCode), (drill.ExitCode, evidence.ExitCode));
        Assert.Contains($"{expected.Verdict}", drill.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Proven (", drill.Output, StringComparison.Ordinal);

        await RepositoryIsNotWorseAsync(state, run, "sabotage-" + name, witness, name == "drop-wal" ? ofB : null);
        Assert.Equal(["sabotage-" + name], state.Labs);
    }

    // From the cut-off on nothing may have come or gone, and up to it nothing but the sabotage's own damage.
    private static async Task RepositoryIsNotWorseAsync(LabState state, string run, string lab, Witness witness, WalSegment? dropped)
    {
        IReadOnlyList<StoredObject> objects = await Bucket.ListAsync(state, lab);
        Assert.Equal(Assert.Single(state.Events(run).OfType<JournalEvent.CutOff>()).Listing, Bucket.Digest(objects));
        Assert.DoesNotContain(objects, o => o.Key.Contains("/archive/", StringComparison.Ordinal) && o.Key.EndsWith(".history", StringComparison.Ordinal));
        Assert.Contains(objects, o => o.Key.EndsWith($"/{witness.BackupLabel}/backup.manifest", StringComparison.Ordinal));

        // archive/db/15-1/0000000100000000/000000010000000000000003-<checksum>.zst
        string[] segments = [.. objects.Select(o => Path.GetFileName(o.Key)).Where(n => n.Length > 25 && n[24] == '-').Select(n => n[..24])];
        Assert.True(WalSegment.TryParse(witness.LastSegment, witness.SegmentSize, out WalSegment last));
        IEnumerable<string> expected = Enumerable.Range(1, (int)last.Number).Select(n => (last with { Number = (ulong)n }).Name).Where(n => n != dropped?.Name);
        Assert.Equal(expected, segments);
    }
}
