using System.Text.Json;
using Phoenix.Lab.Sabotage;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Several sabotages in one command.</summary>
public sealed class SabotageSweepTests
{
    [Fact]
    public async Task Each_has_a_lab_of_its_own_and_the_result_is_one_document()
    {
        Full.Only("each of them alone is in the default set, or has a sister there");
        await using LabState state = new();
        PhoenixResult sweep = await state.RunAsync("drill", "--load-seconds", "1", "--sabotage", "lost-row,truncated-journal", "--format", "json");

        Assert.True(sweep.ExitCode == 0, sweep.ToString());
        using JsonDocument document = JsonDocument.Parse(sweep.Output);
        Assert.Equal((2, 2), (document.RootElement.GetProperty("caught").GetInt32(), document.RootElement.GetProperty("of").GetInt32()));
        JsonElement[] results = [.. document.RootElement.GetProperty("sabotages").EnumerateArray()];
        Assert.Equal(["lost-row", "truncated-journal"], results.Select(r => r.GetProperty("name").GetString()!));
        Assert.Equal([1, 5], results.Select(r => r.GetProperty("exitCode").GetInt32()));
        Assert.Equal(["ledger", SabotageDefinition.Seal], results.Select(r => r.GetProperty("caughtBy").GetString()!));
        Assert.Equal(["Refuted", null], results.Select(r => r.GetProperty("verdict").GetString()));
        Assert.All(results, r => Assert.True(r.GetProperty("caught").GetBoolean() && r.GetProperty("seconds").GetDouble() > 0));

        // The labs and their copies of WAL are gone, the records of the runs are not.
        Assert.Empty(state.Labs);
        Assert.All(results, r => Assert.True(File.Exists(Path.Combine(state.Run(r.GetProperty("runId").GetString()), "journal.ndjson"))));
        Assert.All(results, r => Assert.False(Directory.Exists(Path.Combine(state.Run(r.GetProperty("runId").GetString()), "wal"))));
    }

    [Fact]
    public async Task An_interrupt_ends_all_of_it()
    {
        await using LabState state = new();
        using PhoenixProcess sweep = state.Start("drill", "--load-seconds", "60", "--sabotage", Sabotages.Every);
        await sweep.PrintsAsync("seed-b: started");
        sweep.Interrupt();
        PhoenixResult interrupted = await sweep.EndAsync();

        Assert.True(interrupted is { ExitCode: 130, Output: "" }, interrupted.ToString());
        Assert.Contains($"interrupted at {Sabotages.All[0].Name}", interrupted.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("2 of", interrupted.Error, StringComparison.Ordinal);
        Assert.Equal(["sabotage-" + Sabotages.All[0].Name], state.Labs);
    }
}
