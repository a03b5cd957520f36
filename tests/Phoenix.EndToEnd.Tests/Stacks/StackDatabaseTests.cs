using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>A declared stack whose last layers are a lab's database and something that needs it: drilled, wiped and brought back.</summary>
public sealed class StackDatabaseTests
{
    [Fact]
    public async Task It_is_drilled_wiped_behind_its_gate_and_restored()
    {
        await using LabState state = new();
        Task<PhoenixResult> RunAsync(params string[] arguments) =>
            PhoenixProcess.RunAsync(state.Folder, [.. arguments, "--stack", Path.Combine(state.Folder, "phoenix.yaml")]);
        string file = Path.Combine(state.Folder, "phoenix.yaml");
        string mark = Path.Combine(state.Folder, "app");
        await File.WriteAllTextAsync(
            file,
            $$"""
            name: example
            destroyable: true
            layers:
              database: { lab: example }
              app: { command: { up: [touch, {{mark}}], wipe: [rm, -f, {{mark}}], exists: [test, -e, {{mark}}] }, needs: [database] }
            milestones: { data: [database], all: [app] }
            """,
            TestContext.Current.CancellationToken);

        // Nothing was backed up yet: a wipe would lose it, and only the person may say that this does not matter.
        PhoenixResult first = await RunAsync("create");
        Assert.True(first.ExitCode == 0, first.ToString());
        PhoenixResult refused = await RunAsync("wipe", "--confirm", "example");
        Assert.True(refused.ExitCode == 3, refused.ToString());
        Assert.Contains("holds no backup of this database", refused.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(mark));

        Refused.Check(await RunAsync("drill"), 3, "not-confirmed", "--confirm example");
        PhoenixResult drilled = await RunAsync("drill", "--confirm", "example");
        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        Assert.StartsWith("Proven", drilled.Output, StringComparison.Ordinal);
        Assert.True(Order(drilled.Error, "the rebirth is published", "milestone data reached", "layer app: up started", "milestone all reached"), drilled.ToString());

        PhoenixResult wiped = await RunAsync("wipe", "--confirm", "example");
        Assert.True(wiped.ExitCode == 0, wiped.ToString());
        Assert.Contains("safe to burn", wiped.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(mark));

        PhoenixResult created = await RunAsync("create");
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Contains("holds all that the witness of", created.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(mark));

        PhoenixResult again = await RunAsync("create", "--initdb");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("was there and was kept", again.Output, StringComparison.Ordinal);
    }

    private static bool Order(string text, params string[] lines)
    {
        int[] at = [.. lines.Select(l => text.LastIndexOf(l, StringComparison.Ordinal))];
        return at[0] >= 0 && at.Zip(at.Skip(1)).All(p => p.First < p.Second);
    }
}
