using Phoenix.Castle;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>Phoenix on the reference castle.</summary>
internal static class CastleRuns
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(20);

    /// <summary>Starts a stage; skips the test, with its reason, where the operators' definitions are not to be had.</summary>
    public static async Task<CastleStage> StartAsync(CancellationToken cancellationToken)
    {
        Assert.SkipWhen(CastleDefinitions.WhyMissing(CastleCluster.Definitions) is not null, CastleDefinitions.WhyMissing(CastleCluster.Definitions) ?? "");
        return await CastleStage.StartAsync(cancellationToken);
    }

    /// <summary>Runs <c>phoenix ARGUMENTS</c> in the copy's folder to its end.</summary>
    public static async Task<PhoenixResult> RunAsync(this CastleStage castle, params IEnumerable<string> arguments)
    {
        using PhoenixProcess process = PhoenixProcess.Start(castle.Environment, castle.State, castle.Copy, Longest, arguments);
        PhoenixResult result = await process.EndAsync();
        return result.ExitCode == 0 ? result : result with { Error = $"\n== what Phoenix said\n{result.Error}{castle.Words}" };
    }
}
