using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Two at once, and Ctrl-C.</summary>
public sealed class InterruptTests
{
    [Fact]
    public async Task A_second_drill_is_refused_and_an_interrupt_while_seeding_destroys_nothing()
    {
        await using LabState state = new();
        using (PhoenixProcess first = state.Start("drill", "--load-seconds", "60"))
        {
            string run = (await first.PrintsAsync(" run ")).Split(' ')[2];
            await first.PrintsAsync("seed-b: started");

            PhoenixResult second = await state.RunAsync("drill");
            Assert.Equal(3, second.ExitCode);
            Assert.Contains("another Phoenix works on the lab 'lab'", second.Error, StringComparison.Ordinal);
            Assert.Equal("", second.Output);
            Assert.Single(Directory.GetDirectories(Path.Combine(state.Folder, "runs")));

            first.Interrupt();
            PhoenixResult interrupted = await first.EndAsync();
            Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
            Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.WipeStarted);

            // It has not ended, it can be resumed: so there is no evidence, least of all a verdict.
            Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.RunEnded or JournalEvent.VerdictReached);
            Assert.False(File.Exists(Path.Combine(state.Run(run), "evidence.json")));
        }

        PhoenixResult rows = await state.RunAsync("lab", "psql", "--", "-d", "phoenix_proof", "-Atc", "select count(*) > 0 from ledger");
        Assert.True(rows is { ExitCode: 0, Output: "t\n" }, rows.ToString());
        PhoenixResult next = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(next.ExitCode == 0, next.ToString());
    }

    [Fact]
    public async Task An_interrupt_in_the_middle_of_a_wipe_lets_it_end_and_the_run_goes_on()
    {
        Full.Only("a declared stack's interrupted wipe is in the default set");
        await using LabState state = new();
        string run;
        using (PhoenixProcess drill = state.Start("drill", "--load-seconds", "1"))
        {
            run = (await drill.PrintsAsync(" run ")).Split(' ')[2];
            await drill.PrintsAsync("wipe: started");
            drill.Interrupt();
            PhoenixResult interrupted = await drill.EndAsync();
            Assert.True(interrupted is { ExitCode: 130, Output: "" }, interrupted.ToString());
            Assert.Contains($"phoenix drill --resume {run}", interrupted.Error, StringComparison.Ordinal);
        }

        // Half a wipe is worse than a whole one.
        JournalEvent.WipeEnded wiped = Assert.Single(state.Events(run).OfType<JournalEvent.WipeEnded>());
        Assert.All(wiped.Observation.Layers.Values, gone => Assert.True(gone));
        Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.RunEnded or JournalEvent.VerdictReached or JournalEvent.RebirthHeld);
        PhoenixResult resumed = await state.RunAsync("drill", "--resume", run);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
    }
}
