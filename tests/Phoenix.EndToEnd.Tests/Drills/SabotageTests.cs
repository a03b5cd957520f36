using Phoenix.Lab.Sabotage;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Negative controls: what is broken on purpose must be found and named, and is never published.</summary>
public sealed class SabotageTests
{
    private static readonly string[] Always = ["drop-wal", "immediate", "empty-takeover", "lost-row", "s3-error-at-end"];

    public static TheoryData<string> Damage => [.. Sabotages.Names.Where(n => !n.StartsWith("s3-", StringComparison.Ordinal))];

    [Fact]
    public void Every_sabotage_has_an_end_that_is_expected()
    {
        Assert.Equal(Sabotages.Names.Order(), Sabotaged.Cases.Keys.Order());
        Assert.All(Sabotages.All, s => Assert.Equal(s.CaughtBy, Sabotaged.Cases[s.Name].Checker));
        Assert.Subset(Sabotages.Names.ToHashSet(), Always.ToHashSet());
    }

    [Fact]
    public void The_page_of_sabotages_lists_each_with_what_catches_it()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
        {
            folder = folder.Parent;
        }

        string[][] rows = [.. File.ReadAllLines(Path.Combine(Assert.IsType<DirectoryInfo>(folder).FullName, "docs", "spec", "sabotages.md"))
            .Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.Equal(Sabotages.All.Select(s => (s.Name, s.CaughtBy)), rows.Select(r => (r[0].Trim('`'), r[3].Trim('`'))));
        Assert.All(rows, r => Assert.EndsWith($", {Sabotaged.Cases[r[0].Trim('`')].ExitCode}", r[4], StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Damage))]
    public Task A_sabotage_is_found_and_its_cause_is_named(string name) => RunAsync(name);

    internal static async Task RunAsync(string name)
    {
        if (!Always.Contains(name))
        {
            Full.Only($"{name} has a sister in the default set");
        }

        await using LabState state = new();
        await (Sabotaged.Cases[name].Checker == SabotageDefinition.Seal ? Sabotaged.RunOnRecordAsync(state, name) : Sabotaged.RunAsync(state, name));
    }
}
