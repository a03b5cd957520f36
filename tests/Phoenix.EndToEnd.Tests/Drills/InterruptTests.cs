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
}
