using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>A full disk: said in one error, nothing is wiped by a drill that cannot put it on record, and with room again all goes on.</summary>
public sealed class DiskFullTests
{
    private const int Ample = 1 << 20;

    [Fact]
    public async Task No_room_for_the_journal_or_for_the_segments_of_the_gate()
    {
        Full.Only("a lab on a full disk; a stack's journal on one is in the default set");
        await using LabState state = new();
        await using SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(state.Folder, "runs"), Ample);
        PhoenixResult up = await state.RunAsync("lab", "up");
        Assert.True(up.ExitCode == 0, up.ToString());
        await PsqlAsync(state, "create table mine as select 42 as answer");

        // Full from the middle of the seeding on: neither ledger nor journal takes anything more.
        await disk.LeaveAsync(64);
        await FullAsync(state);

        // Room for them, and none for a copy of a segment of 16 MiB.
        await disk.LeaveAsync(8 * 1024);
        await FullAsync(state);

        await disk.ResizeAsync(Ample);
        string run = Path.GetFileName(state.Run());
        PhoenixResult resumed = await state.RunAsync("drill", "--resume", run);
        Assert.True(resumed.ExitCode == 0 || resumed.Error.Contains("has ended", StringComparison.Ordinal), resumed.ToString());
        if (resumed.ExitCode != 0)
        {
            PhoenixResult again = await state.RunAsync("drill", "--load-seconds", "1");
            Assert.True(again.ExitCode == 0, again.ToString());
        }

        Assert.Equal(Verdict.Proven, state.Evidence().Verdict);
        Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("gate")]
    public async Task No_room_for_anything_when_a_step_begins(string step)
    {
        Full.Only("PostgreSQL, S3 and journal on one full disk");
        await using LabState state = new();
        SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(state.Folder, "labs"), 2 * Ample);
        try
        {
            PhoenixResult up = await state.RunAsync("lab", "up");
            Assert.True(up.ExitCode == 0, up.ToString());
            await PsqlAsync(state, "create table mine as select 42 as answer");
            using (PhoenixProcess drill = state.Start("drill", "--load-seconds", "1"))
            {
                await drill.PrintsAsync($"{step}: started");
                await disk.LeaveAsync(0);
                PhoenixResult full = await drill.EndAsync();
                TestContext.Current.TestOutputHelper?.WriteLine(full.ToString());
                Assert.True(full.ExitCode == 5, full.ToString());
                Assert.Single(full.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
                Assert.DoesNotContain(state.Events(), e => e is JournalEvent.WipeStarted);
            }

            await disk.ResizeAsync(2 * Ample);
            PhoenixResult again = await state.RunAsync("drill", "--load-seconds", "1");
            Assert.True(again.ExitCode == 0, again.ToString());
            Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
        }
        finally
        {
            await state.DeleteAsync("lab");
            await disk.DisposeAsync();
        }
    }

    private static async Task FullAsync(LabState state)
    {
        PhoenixResult full = await state.RunAsync("drill", "--load-seconds", "1");
        TestContext.Current.TestOutputHelper?.WriteLine(full.ToString());
        Assert.True(full.ExitCode == 5, full.ToString());
        string error = Assert.Single(full.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.EndsWith(" (disk-full)", error, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(state.Folder, "runs"), error, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.WipeStarted);
        Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
    }

    private static async Task<string> PsqlAsync(LabState state, string sql)
    {
        PhoenixResult psql = await state.RunAsync("lab", "psql", "--", "-Atqc", sql);
        Assert.True(psql.ExitCode == 0, psql.ToString());
        return psql.Output;
    }
}
