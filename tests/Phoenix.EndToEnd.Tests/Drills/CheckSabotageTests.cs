using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>
/// What a sabotaged drill leaves behind, checked afterwards: with the lab's own settings where the repository is damaged, with the stack's own configuration where that is. Before it, a lab of
/// its own is safe (<see cref="CheckTests"/>).
/// </summary>
public sealed class CheckSabotageTests
{
    public static TheoryData<string, bool, int, string> Cases => new()
    {
        { "drop-wal", false, 3, "NOT SAFE         wal " },
        { "missing-key", true, 3, "has no repo1-s3-key" },
        { "wrong-key", true, 3, "NOT SAFE         reachable .*the credentials were refused" },
        { "wrong-path", true, 3, "set repo1-path=/pgbackrest/repo1" },
        { "swapped-bucket", false, 2, "this lab's database archives to .*phoenix-neighbour-" },
        // These break what no look at the repository alone can see: see docs/spec/check.md.
        { "wrong-stanza", true, 0, "SAFE" },
        { "immediate", false, 0, "SAFE" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_tells_what_a_sabotage_broke(string name, bool byConfiguration, int exitCode, string words)
    {
        Full.Only("the planted faults themselves are found in faster tests");
        await using LabState state = new();
        string lab = "sabotage-" + name;
        PhoenixResult drill = await state.RunAsync("drill", "--load-seconds", "1", "--sabotage", name);
        Assert.NotEqual(0, drill.ExitCode);
        PhoenixResult check = byConfiguration
            ? await state.RunAsync("check", "--stanza", "db", "--config", Path.Combine(state.Lab(lab), "stack", "secrets", "pgbackrest"))
            : await state.RunAsync("check", "--lab", lab);
        Assert.True(check.ExitCode == exitCode, check.ToString());
        Assert.Matches(words, check.ToString());
    }
}
