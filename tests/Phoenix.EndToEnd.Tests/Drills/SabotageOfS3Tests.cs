using Phoenix.Lab.Sabotage;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>An S3 error must not become the end of the WAL. A class of its own, because these mostly wait for retries to end.</summary>
public sealed class SabotageOfS3Tests
{
    public static TheoryData<string> Errors => [.. Sabotages.Names.Where(n => n.StartsWith("s3-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Errors))]
    public Task An_error_of_S3_stops_the_rebirth_and_is_named(string name)
    {
        Full.Only($"{name} retries for almost a minute; S3 that is down at the rebirth is in the default set");
        return SabotageTests.RunAsync(name);
    }
}
