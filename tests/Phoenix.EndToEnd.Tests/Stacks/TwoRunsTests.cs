using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>Two commands on one stack at the same time.</summary>
public sealed class TwoRunsTests : IDisposable
{
    private readonly StackPlace _place = new();

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("create")]
    [InlineData("wipe", "--confirm", "example")]
    public async Task The_second_is_refused_with_who_holds_the_stack_and_works_after_the_first(params string[] second)
    {
        _place.Write(1, _place.Layer("slow", "touch $D/$N.began; while ! test -e $D/go; do sleep 0.05; done; touch $D/$N.there"));
        using PhoenixProcess first = _place.Start("create");
        await _place.AppearsAsync("slow.began");

        Refused.Check(await _place.RunAsync(second), 3, "locked", $"another Phoenix works on the stack 'example': create, process {first.Pid} of ", ", since 2");
        Assert.Single(Directory.GetDirectories(Path.Combine(_place.State, "runs")));
        Assert.Single(_place.Processes(), p => Adapters.Processes.ProcessTable.Find(p)?.CommandLine.Contains(".began", StringComparison.Ordinal) == true);

        File.WriteAllText(_place.At("go"), "");
        PhoenixResult created = await first.EndAsync();
        Assert.True(created.ExitCode == 0, created.ToString());
        PhoenixResult then = await _place.RunAsync(second);
        Assert.True(then.ExitCode == 0, then.ToString());
    }

    /// <summary>What it put on record as raised is no more: without the refusal it would end well with half a stack.</summary>
    [Fact]
    public async Task A_create_is_not_resumed_over_a_wipe()
    {
        _place.Write(1, _place.Layer("base", "touch $D/$N.there"), _place.Layer("top", "test -e $D/mended && touch $D/$N.there", needs: "base"));
        Assert.Equal(5, (await _place.RunAsync("create")).ExitCode);
        string run = _place.Run;
        Assert.Equal(0, (await _place.RunAsync("wipe", "--confirm", "example")).ExitCode);
        File.WriteAllText(_place.At("mended"), "");

        Refused.Check(await _place.RunAsync("create", "--resume", run), 2, "usage", $"has wiped stack 'example' since run {run}");
        PhoenixResult anew = await _place.RunAsync("create");
        Assert.True(anew.ExitCode == 0, anew.ToString());
        Assert.True(File.Exists(_place.At("base.there")));
    }
}
