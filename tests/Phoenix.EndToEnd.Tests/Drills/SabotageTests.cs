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
        Assert.Subset(Sabotages.Names.ToHashSet(), Always.ToHashSet());
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
        await Sabotaged.RunAsync(state, name);
    }
}
