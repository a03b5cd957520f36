using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Statistics;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Statistics;

public sealed class LayerHistoryTests
{
    [Fact]
    public void It_has_the_median_of_every_cycle_of_every_run_and_each_phase_apart()
    {
        LayerHistory history = LayerHistory.Of([[.. Runs.Proven(2)], [Ended("database", StepState.Succeeded, 100)]]);

        Assert.Equal((3, 6.25), (history.Find("database", LayerPhase.Up)!.Count, history.Find("database", LayerPhase.Up)!.Median));
        Assert.Equal((2, 0.5), (history.Find("database", LayerPhase.Wipe)!.Count, history.Find("database", LayerPhase.Wipe)!.Median));
        Assert.Null(history.Find("other", LayerPhase.Up));
        Assert.Null(LayerHistory.Empty.Find("database", LayerPhase.Up));
    }

    [Theory]
    [InlineData(StepState.Failed)]
    [InlineData(StepState.Skipped)]
    [InlineData(StepState.Blocked)]
    [InlineData(StepState.Cancelled)]
    public void What_did_not_succeed_says_nothing_of_the_time_needed(StepState state)
    {
        LayerHistory history = LayerHistory.Of([[Ended("base", state, 1), Ended("base", StepState.Succeeded, 9)], [Ended("base", state, 2)]]);

        Assert.Equal((1, 9d), (history.Find("base", LayerPhase.Up)!.Count, history.Find("base", LayerPhase.Up)!.Median));
        Assert.Null(LayerHistory.Of([[Ended("base", state, 1)]]).Find("base", LayerPhase.Up));
    }

    [Fact]
    public void A_run_counts_for_its_own_stack_only_and_not_with_a_planted_fault()
    {
        JournalEvent.RunStarted lab = Runs.Started(new Dictionary<string, string>());
        JournalEvent.RunStarted declared = Runs.Started(new Dictionary<string, string> { [SettingName.StackFile] = "/a/phoenix.yaml" });
        Assert.True(LayerHistory.IsOf(lab, "lab", ""));
        Assert.False(LayerHistory.IsOf(lab, "other", ""));
        Assert.False(LayerHistory.IsOf(lab, "lab", "/a/phoenix.yaml"));
        Assert.True(LayerHistory.IsOf(declared, "lab", "/a/phoenix.yaml"));
        Assert.False(LayerHistory.IsOf(declared, "lab", "/b/phoenix.yaml"));
        Assert.False(LayerHistory.IsOf(Runs.Started(new Dictionary<string, string> { [SettingName.Sabotage] = "drop-wal" }), "lab", ""));
    }

    private static JournalEvent.LayerEnded Ended(string layer, StepState state, double seconds) => new(1, layer, LayerPhase.Up, state, null, seconds);
}
