using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.EndToEnd.Tests.Castle;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.EndToEnd.Tests.Stacks;
using Xunit.Sdk;
using Xunit.v3;

[assembly: Xunit.TestCollectionOrderer(typeof(Phoenix.EndToEnd.Tests.LongestFirst))]

namespace Phoenix.EndToEnd.Tests;

/// <summary>
/// Starts the classes that take longest first. The tests of a class run one after the other: one of twenty minutes that starts last keeps the others' processors idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest = [.. ((Type[])
    [
        typeof(KillWalkTests), typeof(S3SettingsTests), typeof(SabotageTests), typeof(FaultyS3Tests), typeof(StackKillWalkTests), typeof(KillTests),
        typeof(CastleRunTests), typeof(SeedSagaTests), typeof(NomadicRebirthTests),
    ]).Select(t => t.FullName!), DrilledLabTests.Name];

    /// <inheritdoc/>
    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Place(c.TestCollectionDisplayName)).ThenBy(c => c.UniqueID, StringComparer.Ordinal)];

    // Each class is a collection of its own, whose display name holds the class's.
    private static int Place(string collection)
    {
        int found = Array.FindIndex(Longest, name => $" {collection} ".Contains($" {name} ", StringComparison.Ordinal));
        return found < 0 ? Longest.Length : found;
    }
}
