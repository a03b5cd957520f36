using Xunit;

namespace Phoenix.Kubernetes.Tests;

/// <summary>Tests that take too long for every build: <c>./test --full</c> runs them.</summary>
internal static class Full
{
    private const string Variable = "PHOENIX_TEST_FULL";

    /// <summary>Skips the test, with its reason, unless everything was asked for.</summary>
    public static void Only(string why) =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable(Variable) == "1", $"{why}: only with {Variable}=1");
}
