using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>What signals do to a create and a wipe.</summary>
public sealed class StackSignalTests : IDisposable
{
    private readonly StackPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_hang_up_stops_nothing()
    {
        Write();
        using PhoenixProcess create = _place.Start("create");
        await _place.AppearsAsync("slow.began");

        create.Signal("HUP");
        File.WriteAllText(_place.At("go"), "");
        PhoenixResult created = await create.EndAsync();

        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.True(File.Exists(_place.At("slow.there")));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupted_create_leaves_nothing_running_and_is_resumed(string signal)
    {
        Write();
        using (PhoenixProcess create = _place.Start("create"))
        {
            await _place.AppearsAsync("slow.began");
            create.Signal(signal);
            PhoenixResult interrupted = await create.EndAsync();
            Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
            Assert.Contains($"phoenix create --resume {_place.Run}", interrupted.Error, StringComparison.Ordinal);
        }

        Assert.Empty(_place.Processes());
        Assert.Equal(StepState.Cancelled, Assert.Single(_place.Events().OfType<JournalEvent.LayerEnded>(), e => e.Layer == "slow").State);
        File.WriteAllText(_place.At("go"), "");
        PhoenixResult resumed = await _place.RunAsync("create", "--resume", _place.Run);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.Equal(["begin", "end"], _place.Lines("base.marks"));
        Assert.True(File.Exists(_place.At("top.there")));
    }

    [Fact]
    public async Task An_interrupt_in_the_middle_of_a_wipe_lets_it_end()
    {
        Write();
        foreach (string layer in (string[])["base", "slow", "top"])
        {
            File.WriteAllText(_place.At(layer + ".there"), "");
        }

        using PhoenixProcess wipe = _place.Start("wipe", "--confirm", "example");
        await _place.AppearsAsync("slow.began");
        wipe.Signal("INT");
        File.WriteAllText(_place.At("go"), "");
        PhoenixResult interrupted = await wipe.EndAsync();

        // Half a wipe is worse than a whole one.
        Assert.True(interrupted.ExitCode == 130, interrupted.ToString());
        Assert.All((string[])["base", "slow", "top"], l => Assert.False(File.Exists(_place.At(l + ".there"))));
        PhoenixResult resumed = await _place.RunAsync("wipe", "--confirm", "example", "--resume", _place.Run);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
    }

    private void Write()
    {
        const string Wait = "touch $D/$N.began; while ! test -e $D/go; do sleep 0.05; done; ";
        _place.Write(
            2, _place.Scripted("base"), _place.Layer("slow", Wait + "touch $D/$N.there", needs: "base", wipe: Wait + "rm -f $D/$N.there"), _place.Layer("top", "touch $D/$N.there", needs: "slow"));
    }
}
