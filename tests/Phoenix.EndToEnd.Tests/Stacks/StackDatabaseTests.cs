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

        await PlannedAsync("made new: this lab was never made");

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
        string plan = await PlannedAsync("restored: it is restored to the end of the archived WAL");
        Assert.Contains("newest backup: ", plan, StringComparison.Ordinal);
        Assert.Contains("  witness: of ", plan, StringComparison.Ordinal);
        Assert.Contains("  layer database: is not there", plan, StringComparison.Ordinal);
        Assert.Contains("predicted time: ", plan, StringComparison.Ordinal);

        PhoenixResult created = await RunAsync("create");
        Assert.True(created.ExitCode == 0, created.ToString());
        Assert.Contains("holds all that the witness of", created.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(mark));

        PhoenixResult again = await RunAsync("create", "--initdb");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.Contains("was there and was kept", again.Output, StringComparison.Ordinal);
        Assert.Contains("/storage (", await PlannedAsync("kept: the database is there and was published"), StringComparison.Ordinal);

        // What lies in the state directory is as it was, and so is what the bucket holds.
        async Task<string> PlannedAsync(string says)
        {
            string[] before = Listing();
            PhoenixResult plan = await RunAsync("plan");
            Assert.True(plan.ExitCode == 0, plan.ToString());
            Assert.Contains(says, plan.Output, StringComparison.Ordinal);
            Assert.Equal(before, Listing());
            return plan.Output;
        }

        // The server lives on: its own files, and the segments that its archiver pushes, are not looked at.
        string[] Listing() =>
        [
            .. Directory.EnumerateFileSystemEntries(state.Folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
                .Where(e => !e.Contains("/pgdata/", StringComparison.Ordinal) && !e.Contains("/logs/", StringComparison.Ordinal) && !e.Contains("/node/", StringComparison.Ordinal) && !e.Contains("/s3/", StringComparison.Ordinal))
                .Select(e => $"{e} {File.GetLastWriteTimeUtc(e):O}").Order(StringComparer.Ordinal),
        ];
    }

    private static bool Order(string text, params string[] lines)
    {
        int[] at = [.. lines.Select(l => text.LastIndexOf(l, StringComparison.Ordinal))];
        return at[0] >= 0 && at.Zip(at.Skip(1)).All(p => p.First < p.Second);
    }
}
