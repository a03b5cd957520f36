using Phoenix.Adapters.Processes;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Phoenix itself is killed (SIGKILL) in the middle of a step: the run can be resumed, and so can the lab. (The kill walk has the beginning and the end of each step.)</summary>
public sealed class KillTests
{
    [Theory]
    [InlineData("backup: started", true)]
    [InlineData("layer database: up started", false)]
    [InlineData("the stack is cut off from the repository", false)]
    [InlineData("layer storage: wipe started", false)]
    public async Task A_killed_drill_is_resumed_and_the_lab_can_be_drilled_again(string at, bool always)
    {
        if (!always)
        {
            Full.Only($"killed at '{at}'");
        }

        await using LabState state = new();
        string run;
        using (PhoenixProcess killed = state.Start("drill", "--load-seconds", "1"))
        {
            run = (await killed.PrintsAsync(" run ")).Split(' ')[2];
            await killed.PrintsAsync(at);
            killed.KillAlone();
            Assert.Equal(137, (await killed.EndAsync()).ExitCode);
        }

        Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.RunEnded);
        IReadOnlyList<ProcessEntry> left = Tools(state);

        PhoenixResult resumed = await state.RunAsync("drill", "--resume", run, "--format", "json");
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.Equal(Verdict.Proven, state.Evidence(run).Verdict);
        Assert.Contains(state.Events(run), e => e is JournalEvent.RunResumed);
        Assert.DoesNotContain(Tools(state), p => left.Any(l => l.Pid == p.Pid && l.StartTicks == p.StartTicks));

        PhoenixResult again = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal(Verdict.Proven, state.Evidence().Verdict);
        Assert.NotEqual(run, Path.GetFileName(state.Run()));
    }

    [Theory]
    [InlineData("layer database: up started")]
    [InlineData("layer storage: wipe started")]
    public async Task A_new_drill_needs_no_resume_of_the_killed_one(string at)
    {
        Full.Only($"killed at '{at}', then drilled anew");
        await using LabState state = new();
        using (PhoenixProcess killed = state.Start("drill", "--load-seconds", "1"))
        {
            await killed.PrintsAsync(at);
            killed.KillAlone();
            await killed.EndAsync();
        }

        PhoenixResult again = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Equal(Verdict.Proven, state.Evidence().Verdict);
    }

    private static IReadOnlyList<ProcessEntry> Tools(LabState state) => ProcessTable.FindBelonging(state.Marker("lab") + "-tool", []);
}
