using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>
/// The machine's clock is set while a run goes on: by days forward, in the middle of an up, and back again. Phoenix alone sees it (libfaketime; the monotonic
/// clock goes on as a real one does). Bounds, durations and the order of the journal must not follow it.
/// </summary>
public sealed class ClockJumpTests : IDisposable
{
    private const string Library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

    private readonly StackPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("+3d", "-2d")]
    [InlineData("-2d", "+3d")]
    public async Task A_clock_that_is_set_ends_no_wait_and_stretches_no_time(string first, string second)
    {
        Assert.SkipUnless(File.Exists(Library), "libfaketime is not installed (apt-get install faketime)");
        Jump("+0");
        _place.Write(
            2,
            _place.Layer("one", "touch $D/$N.began; while ! test -e $D/go.one; do sleep 0.02; done; touch $D/$N.there", timeout: "50s"),
            _place.Layer("two", "touch $D/$N.began; while ! test -e $D/go.two; do sleep 0.02; done; touch $D/$N.there", needs: "one", timeout: "50s"),
            _place.Scripted("three", "two"));

        using (PhoenixProcess create = Start("create"))
        {
            await JumpInAsync("one", first);
            await JumpInAsync("two", second);
            PhoenixResult created = await create.EndAsync();
            Assert.True(created.ExitCode == 0, created.ToString());
        }

        IReadOnlyList<JournalEvent> events = _place.Events();
        DateTimeOffset[] times = [.. events.Select(e => e.At)];
        Assert.True(times.Max() - times.Min() > TimeSpan.FromDays(1), "the clock did not jump: the test shows nothing");
        JournalEvent.LayerEnded[] ended = [.. events.OfType<JournalEvent.LayerEnded>()];
        Assert.Equal(["one", "two", "three"], ended.Select(e => e.Layer));
        Assert.All(ended, e => Assert.Equal(StepState.Succeeded, e.State));
        Assert.All(ended, e => Assert.InRange(e.Seconds, 0, 50));
        Assert.All(events.OfType<JournalEvent.ToolEnded>(), e => Assert.InRange(e.Seconds, 0, 50));

        // A wipe on a clock that was set back behind the create is a wipe all the same.
        Jump(second);
        using PhoenixProcess wipe = Start("wipe", "--confirm", "example");
        PhoenixResult wiped = await wipe.EndAsync();
        Assert.True(wiped.ExitCode == 0, wiped.ToString());
        Assert.All((string[])["one", "two", "three"], l => Assert.False(File.Exists(_place.At(l + ".there"))));
    }

    /// <summary>Sets the clock while the layer comes up, and lets it go on once Phoenix can have seen it.</summary>
    private async Task JumpInAsync(string layer, string offset)
    {
        await _place.AppearsAsync(layer + ".began");
        Jump(offset);
        File.WriteAllText(_place.At("go." + layer), "");
    }

    /// <summary>The file is replaced as a whole: half an offset would be one more.</summary>
    private void Jump(string offset)
    {
        File.WriteAllText(_place.At("clock.new"), offset);
        File.Move(_place.At("clock.new"), _place.At("clock"), overwrite: true);
    }

    private PhoenixProcess Start(params string[] arguments) => _place.Start(
        new Dictionary<string, string>
        {
            ["LD_PRELOAD"] = Library,
            ["FAKETIME_TIMESTAMP_FILE"] = _place.At("clock"),
            ["FAKETIME_DONT_FAKE_MONOTONIC"] = "1",
            ["FAKETIME_NO_CACHE"] = "1",
        },
        arguments);
}
