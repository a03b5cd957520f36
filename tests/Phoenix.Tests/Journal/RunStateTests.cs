using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Journal;

public sealed class RunStateTests
{
    [Fact]
    public void A_whole_run_is_folded()
    {
        RunState state = RunState.Fold(Runs.Proven(2));
        Assert.Equal(2, state.Cycles.Count);
        Assert.Null(state.Unfinished);
        Assert.NotNull(state.Ended);
        CycleState cycle = state.Cycles[2];
        Assert.True(cycle.HasSucceeded("backup"));
        Assert.Equal(Runs.Backup, cycle.Backup);
        Assert.Equal("latest", cycle.Target!.Target);
        Assert.NotNull(cycle.WipeStartedAt);
        Assert.NotNull(cycle.PublishedAt);
        Assert.Equal(["ledger", "sentinels"], cycle.Findings.Select(f => f.Checker));
        Assert.Empty(state.RunningTools);
    }

    [Fact]
    public void Wherever_the_process_dies_a_wipe_and_a_publication_are_remembered()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        int wipe = Array.FindIndex(events, e => e is JournalEvent.WipeStarted);
        int published = Array.FindIndex(events, e => e is JournalEvent.Published);
        int verdict = Array.FindIndex(events, e => e is JournalEvent.VerdictReached);
        for (int length = 2; length <= events.Length; length++)
        {
            RunState state = RunState.Fold(events.Take(length).Append(new JournalEvent.RunResumed()));
            CycleState cycle = state.Cycles[1];
            Assert.Equal(length > wipe, cycle.WipeStartedAt is not null);
            Assert.Equal(length > published, cycle.PublishedAt is not null);
            Assert.Equal(length > verdict, state.Unfinished is null);
        }
    }

    [Fact]
    public void A_seeding_begun_again_forgets_what_the_abandoned_one_did()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        int wipe = Array.FindIndex(events, e => e is JournalEvent.WipeStarted);
        CycleState cycle = RunState.Fold([.. events[..wipe], new JournalEvent.RunResumed(), new JournalEvent.CycleStarted(1, 2)]).Cycles[1];
        Assert.Equal(2, cycle.Attempt);
        Assert.Null(cycle.Backup);
        Assert.Null(cycle.Gate);
        Assert.Empty(cycle.Sentinels);
        Assert.Empty(cycle.Steps);
    }

    [Fact]
    public void What_must_never_happen_is_not_folded_away()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        JournalEvent[] wiped = events[..(Array.FindIndex(events, e => e is JournalEvent.WipeStarted) + 1)];
        JournalEvent[] published = events[..(Array.FindIndex(events, e => e is JournalEvent.Published) + 1)];
        Refused([.. wiped, new JournalEvent.CycleStarted(1, 2)], "seeding began again after its wipe");
        Refused([.. published, new JournalEvent.WipeStarted(1)], "wiped after its rebirth was published");
        Refused([.. published, new JournalEvent.Discarded(1, "x")], "destroyed after it was published");
        Refused([.. published, new JournalEvent.RebirthHeld(1, Runs.Server)], "held after one was published");
        Refused([events[0], events[0]], "started twice");
    }

    [Fact]
    public void The_wipe_clock_starts_once_whatever_is_repeated()
    {
        DateTimeOffset first = Runs.Begin.AddMinutes(1);
        CycleState cycle = RunState.Fold([new JournalEvent.WipeStarted(1) { At = first }, new JournalEvent.WipeStarted(1) { At = first.AddMinutes(5) }]).Cycles[1];
        Assert.Equal(first, cycle.WipeStartedAt);
    }

    [Fact]
    public void What_was_refuted_stays_refuted_until_another_rebirth()
    {
        JournalEvent.FindingMade Made(Verdict verdict) => new(1, new Finding("ledger", verdict, verdict.ToString()));
        Verdict Folded(params JournalEvent[] events) => Assert.Single(RunState.Fold(events).Cycles[1].Findings).Verdict;

        Assert.Equal(Verdict.Refuted, Folded(Made(Verdict.Refuted), new JournalEvent.RunResumed(), Made(Verdict.Proven)));
        Assert.Equal(Verdict.Refuted, Folded(Made(Verdict.Proven), Made(Verdict.Refuted)));
        Assert.Equal(Verdict.Proven, Folded(Made(Verdict.Inconclusive), Made(Verdict.Proven)));
        Assert.Equal(Verdict.Proven, Folded(Made(Verdict.Refuted), new JournalEvent.Discarded(1, "x"), new JournalEvent.RebirthHeld(1, Runs.Server), Made(Verdict.Proven)));
    }

    [Fact]
    public void A_verdict_does_not_get_better()
    {
        CycleState cycle = RunState.Fold([new JournalEvent.VerdictReached(1, Verdict.Refuted), new JournalEvent.VerdictReached(1, Verdict.Proven)]).Cycles[1];
        Assert.Equal(Verdict.Refuted, cycle.Verdict);
    }

    [Fact]
    public void Tools_that_were_not_seen_to_end_are_left_and_a_reused_pid_is_no_end()
    {
        RunState state = RunState.Fold(
        [
            new JournalEvent.ToolStarted("a", 10, 100),
            new JournalEvent.ToolStarted("b", 11, 101),
            new JournalEvent.ToolEnded("b", 11, 101, 0, 1),
            new JournalEvent.ToolEnded("c", 10, 999, 0, 1),
            new JournalEvent.WaitEnded("archive", 1.5),
            new JournalEvent.WaitEnded("archive", 2),
        ]);
        Assert.Equal("a", Assert.Single(state.RunningTools).Tool);
        Assert.Equal(3.5, state.Waits["archive"]);
    }

    [Fact]
    public void A_step_before_the_first_seeding_is_kept()
    {
        CycleState cycle = RunState.Fold(
        [
            new JournalEvent.StepEnded(1, "preflight", StepState.Succeeded, null, 1) { At = Runs.Begin },
            new JournalEvent.CycleStarted(1, 1),
        ]).Cycles[1];
        Assert.True(cycle.HasSucceeded("preflight"));
    }

    [Fact]
    public void Every_event_is_known_to_the_fold()
    {
        foreach (Type type in Samples.EventTypes)
        {
            Assert.NotNull(RunState.Fold([Samples.Event(type)]));
        }
    }

    private static void Refused(JournalEvent[] events, string why)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => RunState.Fold(events));
        Assert.Equal(ErrorCode.RecordDamaged, e.Code);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
    }
}
