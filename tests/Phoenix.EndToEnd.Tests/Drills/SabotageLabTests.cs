using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>A sabotage breaks a lab of its own, made afresh each time.</summary>
public sealed class SabotageLabTests
{
    [Fact]
    public async Task A_sabotage_starts_afresh_and_leaves_the_plain_lab_alone()
    {
        Full.Only("two labs and a sabotaged drill");
        await using LabState state = new();
        Assert.Equal(0, (await state.RunAsync("lab", "up")).ExitCode);
        Assert.Equal(0, (await state.RunAsync("lab", "up", "--lab", "sabotage-missing-key")).ExitCode);
        string marker = state.Marker("lab");
        string leftOver = state.Marker("sabotage-missing-key");
        string before = Bucket.Digest(await Bucket.ListAsync(state, "lab"));
        int[] running = [.. LabState.Processes(marker, state.Lab("lab")).Where(p => p.CommandLine.Contains("-D", StringComparison.Ordinal)).Select(p => p.Pid)];
        Assert.NotEmpty(running);

        PhoenixResult drill = await state.RunAsync("drill", "--load-seconds", "1", "--sabotage", "missing-key");

        Assert.NotEqual(0, drill.ExitCode);
        Assert.NotEqual(leftOver, state.Marker("sabotage-missing-key"));
        Assert.Equal(marker, state.Marker("lab"));
        Assert.Equal(running, LabState.Processes(marker, state.Lab("lab")).Where(p => p.CommandLine.Contains("-D", StringComparison.Ordinal)).Select(p => p.Pid));
        Assert.Equal(before, Bucket.Digest(await Bucket.ListAsync(state, "lab")));
    }
}
