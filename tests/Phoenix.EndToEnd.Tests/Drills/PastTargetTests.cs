using System.Globalization;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Recovery targets that earlier cycles wrote, on timelines that were left since.</summary>
public sealed class PastTargetTests
{
    [Fact]
    public async Task A_target_of_an_earlier_cycle_brings_back_exactly_what_that_cycle_had_committed_by_then()
    {
        Full.Only("five drills");
        await using LabState state = new();
        await ProvenAsync(state, "--cycles", "2");
        Witness[] witnesses = [.. state.Events().OfType<JournalEvent.WitnessRecorded>().Select(e => e.Witness)];
        Assert.Equal([1u, 2u], witnesses.Select(w => w.Timeline));
        Sentinel first = witnesses[0].Sentinels.Single(s => s.Name == SentinelName.B);
        Sentinel second = witnesses[1].Sentinels.Single(s => s.Name == SentinelName.B);

        // From the second timeline, found without being told: before others were branched off earlier and may have grown past the same place.
        EvidenceCycle other = await ProvenAsync(state, "--target", $"lsn={second.InsertLsn}");
        Assert.Equal((uint?)2u, other.Database!.TimelineBefore);

        // Up to B and not further, from a timeline that was left long ago; then just before it, from the same one again.
        EvidenceCycle upTo = await ProvenAsync(state, "--target", Invariant($"xid={first.Xid},timeline=1"));
        Assert.Equal(((uint?)1u, (uint?)5u), (upTo.Database!.TimelineBefore, upTo.Database.TimelineAfter));
        Assert.Equal([(SentinelExpectation?)SentinelExpectation.Present, SentinelExpectation.Present], upTo.Sentinels.Select(s => s.Found));
        Assert.InRange(upTo.Ledger!.Present, 1, upTo.Ledger.Acknowledged - 1);

        EvidenceCycle before = await ProvenAsync(state, "--target", Invariant($"xid={first.Xid},inclusive=false,timeline=1"));
        Assert.Equal([(SentinelExpectation?)SentinelExpectation.Present, SentinelExpectation.Absent], before.Sentinels.Select(s => s.Found));
        Assert.InRange(before.Ledger!.Present, 1, upTo.Ledger.Present);

        // Not there, not yet there, no longer known, on two timelines at once: each is refused, and names what there is.
        await RefusedAsync(state, "lsn=0/1", "before the end of the oldest backup");
        await RefusedAsync(state, "lsn=FF/0", "after the end of the archived WAL");
        await RefusedAsync(state, $"lsn={second.InsertLsn},timeline=77", "no timeline 77");
        await RefusedAsync(state, "time=2001-02-03 04:05:06+00", "before the end of the oldest backup");
        await RefusedAsync(state, "name=nobody-made-it", "no cycle on record holds it");
        await RefusedAsync(state, "xid=4000000000", "no cycle on record holds it");

        await ProvenAsync(state);
    }

    [Fact]
    public async Task A_timeline_without_a_place_on_it_and_a_sabotage_are_refused()
    {
        await using LabState state = new();
        PhoenixResult timeline = await state.RunAsync("drill", "--target", "lsn,timeline=1");
        Assert.Equal(2, timeline.ExitCode);
        Assert.Contains("names a timeline and no place on it", timeline.Error, StringComparison.Ordinal);
        PhoenixResult sabotage = await state.RunAsync("drill", "--target", "lsn=0/3000148", "--sabotage", "drop-wal");
        Assert.Equal(2, sabotage.ExitCode);
        Assert.Empty(state.Labs);
    }

    private static async Task<EvidenceCycle> ProvenAsync(LabState state, params string[] arguments)
    {
        PhoenixResult drill = await state.RunAsync(["drill", "--load-seconds", "1", .. arguments]);
        Assert.True(drill.ExitCode == 0, drill.ToString());
        Evidence evidence = state.Evidence();
        Assert.Equal(Verdict.Proven, evidence.Verdict);
        return evidence.Cycles[^1];
    }

    private static async Task RefusedAsync(LabState state, string target, string says)
    {
        PhoenixResult drill = await state.RunAsync("drill", "--target", target);
        Assert.True(drill.ExitCode == 2, drill.ToString());
        Assert.Contains(says, drill.Error, StringComparison.Ordinal);
        Assert.Contains("possible: timeline ", drill.Error, StringComparison.Ordinal);
        Assert.Contains("(target-impossible)", drill.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.SentinelWritten or JournalEvent.WipeStarted);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
