using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Statistics;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Statistics;

public sealed class RunStatisticsTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 1, 1, 2, 2)]
    [InlineData(3, 1, 2, 3, 3)]
    [InlineData(19, 1, 10, 19, 19)]
    [InlineData(20, 1, 10, 19, 20)]
    [InlineData(100, 1, 50, 95, 100)]
    public void Every_figure_is_one_of_the_values(int count, double minimum, double median, double p95, double maximum)
    {
        Assert.Equal(new Distribution(count, minimum, median, p95, maximum), Distribution.Of(Enumerable.Range(1, count).Select(i => (double)i).Reverse()));
    }

    [Fact]
    public void Of_nothing_nothing_is_said() => Assert.Null(Distribution.Of([]));

    [Fact]
    public void Cycles_without_a_figure_are_counted_and_not_made_up()
    {
        RunStatistics statistics = RunStatistics.Of(Build(Runs.Proven(3).Where(e => e is not JournalEvent.CycleReported { Cycle: 2 })));
        Assert.Equal(3, statistics.Cycles);
        Assert.Equal(2, statistics.Rta!.Count);
        Assert.Null(RunStatistics.Of(Build(Runs.Proven(0))).Rta);
    }

    [Fact]
    public void A_layer_counts_in_each_phase_for_itself_and_only_where_it_succeeded()
    {
        RunStatistics statistics = RunStatistics.Of(Build(Runs.Proven(3).Select(e => e is JournalEvent.LayerEnded { Cycle: 3, Phase: LayerPhase.Up } l ? l with { State = StepState.Failed } : e)));
        Assert.Equal([("database", LayerPhase.Wipe, 3, 0.5), ("database", LayerPhase.Up, 2, 6.25)], statistics.Layers.Select(l => (l.Layer, l.Phase, l.Seconds.Count, l.Seconds.Median)));
    }

    [Fact]
    public void The_failure_rate_is_bounded_for_proven_cycles_and_no_other()
    {
        Assert.Equal(0.632, RunStatistics.Of(Build(Runs.Proven(3))).FailureRateBound!.Value, 3);
        Assert.Null(RunStatistics.Of(Build([.. Runs.Proven(3).SkipLast(1), new JournalEvent.FindingMade(2, new Finding("order", Verdict.Inconclusive, "?")), Runs.Proven(3).Last()])).FailureRateBound);
    }

    private static Evidence Build(IEnumerable<JournalEvent> events) => EvidenceBuilder.Build(events, JournalHead.Empty);
}
