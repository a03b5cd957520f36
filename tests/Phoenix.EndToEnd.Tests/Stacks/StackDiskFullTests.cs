using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>
/// No room for the journal in the middle of a create or a wipe: what is not on record is not begun. A layer in the middle of a chain fills the disk itself, so that it
/// happens at the same place each time.
/// </summary>
public sealed class StackDiskFullTests : IDisposable
{
    // More layers than there are events in the last page of a file that is full already.
    private const int Layers = 16;
    private const int FillsAt = 4;
    private const int Ample = 1024;
    private readonly StackPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("create")]
    [InlineData("wipe", "--confirm", "example")]
    public async Task Nothing_is_begun_that_cannot_be_put_on_record(params string[] command)
    {
        bool isWipe = command[0] == "wipe";
        await using SmallDisk disk = await SmallDisk.MountAsync(Path.Combine(_place.State, "runs"), Ample);
        string fill = Path.Combine(disk.Folder, "fill");
        string[] names = [.. Enumerable.Range(0, Layers).Select(i => $"l{i:00}")];
        string Fill(int i) => (isWipe ? Layers - 1 - i : i) == FillsAt ? $"; test -e $D/filled || cat /dev/zero > {fill} 2>/dev/null; touch $D/filled" : "";
        _place.Write(1, [.. names.Select((n, i) => _place.Layer(n, "touch $D/$N.there" + Fill(i), needs: i == 0 ? "" : names[i - 1], wipe: "rm -f $D/$N.there" + Fill(i)))]);
        foreach (string name in isWipe ? names : [])
        {
            File.WriteAllText(There(name), "");
        }

        PhoenixResult full = await _place.RunAsync(command);

        Assert.True(full.ExitCode == 5, full.ToString());
        string error = Assert.Single(full.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.EndsWith(" (disk-full)", error, StringComparison.Ordinal);
        HashSet<string> begun = [.. _place.Events().OfType<JournalEvent.LayerStarted>().Select(e => e.Layer)];
        Assert.InRange(begun.Count, FillsAt + 1, Layers - 1);
        Assert.All(names, n => Assert.True(begun.Contains(n) || File.Exists(There(n)) == isWipe, $"{n} was touched, and is not on record: {full}"));

        File.Delete(fill);
        PhoenixResult resumed = await _place.RunAsync([.. command, "--resume", _place.Run]);
        Assert.True(resumed.ExitCode == 0, resumed.ToString());
        Assert.All(names, n => Assert.Equal(!isWipe, File.Exists(There(n))));
        Assert.DoesNotContain(_place.Events().OfType<JournalEvent.LayerEnded>(), e => e.State == StepState.Failed && !begun.Contains(e.Layer));
    }

    private string There(string name) => _place.At(name + ".there");
}
