using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Plans;
using Phoenix.Stacks;
using Phoenix.Testing;
using Phoenix.Tests.Stacks;
using Xunit;

namespace Phoenix.Tests.Execution;

/// <summary>The wall clock is set back or forward while a run goes on: nothing fires early, stalls, or takes less than no time.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    private readonly JumpingTime _time = new();

    public static TheoryData<double> Hours => [-24 * 365, -1, 1, 24 * 365];

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_step_neither_times_out_nor_takes_another_time(double hours)
    {
        PlanStep step = new("step", [], TimeSpan.FromSeconds(30), async token =>
        {
            _time.Jump(TimeSpan.FromHours(hours));
            await Task.Delay(Moment, token);
        });

        StepResult result = Assert.Single(await new PlanRunner(_time, new NoObserver()).RunAsync([step], 1, TestContext.Current.CancellationToken));

        Assert.Equal(StepState.Succeeded, result.State);
        Assert.InRange(result.Duration, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30));
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_bound_holds_all_the_same(double hours)
    {
        PlanStep step = new("step", [], Moment, async token =>
        {
            _time.Jump(TimeSpan.FromHours(hours));
            await Task.Delay(Timeout.Infinite, token);
        });

        StepResult result = Assert.Single(await new PlanRunner(_time, new NoObserver()).RunAsync([step], 1, TestContext.Current.CancellationToken));

        Assert.Equal(StepState.Failed, result.State);
        Assert.Contains("did not end within", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Hours))]
    public async Task A_gate_is_awaited_as_long_as_it_may_take_and_no_longer(double hours)
    {
        int looks = 0;
        var late = new Gate("third look", TimeSpan.FromSeconds(30), _ =>
        {
            _time.Jump(TimeSpan.FromHours(hours));
            return Task.FromResult(++looks < 3 ? "not yet" : null);
        });
        var never = new Gate("never", Moment, _ =>
        {
            _time.Jump(TimeSpan.FromHours(hours));
            return Task.FromResult<string?>("not yet");
        });
        var graph = new LayerGraph([Layer("late", late), Layer("never", never)]);

        IReadOnlyList<StepResult> results = await new LayerRunner(_time, new SilentObserver()).RaiseAsync(graph, new RaiseOptions(), TestContext.Current.CancellationToken);

        Assert.Equal(StepState.Succeeded, results.Single(r => r.Name == "late").State);
        Assert.Equal(StepState.Failed, results.Single(r => r.Name == "never").State);
        Assert.All(results, r => Assert.InRange(r.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task A_milestone_is_reached_after_no_less_than_no_time()
    {
        using MemoryRunStore store = new();
        RunJournal journal = new(store, _time);
        var graph = new LayerGraph([Layer("base") with { Driver = new FakeLayerDriver { Up = _ => Back() } }]);

        await new LayerRunner(_time, new Phoenix.Drills.JournalObserver(journal, 1)).RaiseAsync(
            graph, new RaiseOptions { Milestones = new Dictionary<string, IReadOnlyList<string>> { ["site"] = ["base"] } }, TestContext.Current.CancellationToken);

        Assert.InRange(Assert.Single(journal.Events.OfType<JournalEvent.MilestoneReached>()).Seconds, 0, 30);
        Assert.InRange(Assert.Single(journal.Events.OfType<JournalEvent.LayerEnded>()).Seconds, 0, 30);

        // The times of day go back with the clock, and the journal can be read all the same.
        IReadOnlyList<JournalEvent> events = RunJournal.Read(store.ReadJournal()).Events;
        Assert.True(events[^1].At < events[0].At);

        Task Back()
        {
            _time.Jump(TimeSpan.FromHours(-1));
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void A_run_whose_clock_went_back_took_no_time_in_its_evidence_and_not_less()
    {
        JournalEvent[] events = [.. Runs.Proven(1)];
        events[^1] = events[^1] with { At = events[0].At - TimeSpan.FromHours(1) };

        Evidence evidence = EvidenceBuilder.Build(events, new JournalHead(events.Length, new string('a', 64)));

        Assert.Equal(evidence.StartedAt, evidence.FinishedAt);
        Assert.All(evidence.Cycles.SelectMany(c => c.Layers), l => Assert.True(l.Seconds >= 0));
        Assert.All(evidence.Cycles.SelectMany(c => c.Steps), s => Assert.True(s.Seconds >= 0));
    }

    private static Layer Layer(string name, params Gate[] gates) => new(name, [], new FakeLayerDriver(), gates, TimeSpan.FromSeconds(30));

    private sealed class JumpingTime : TimeProvider
    {
        private long _offset;

        public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _offset));
    }

    private sealed class NoObserver : IPlanObserver
    {
        public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting)
        {
        }
    }
}
