using System.Text;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>The command line with a repository on an S3 endpoint elsewhere.</summary>
internal static class S3Drill
{
    /// <summary>Runs a plain drill that must end Proven.</summary>
    /// <returns>What it printed, and its evidence.</returns>
    public static async Task<(PhoenixResult Result, Evidence Evidence)> ProvenAsync(LabState state, Dictionary<string, string> variables)
    {
        PhoenixResult drill = await CallAsync(state, variables, "drill", "--load-seconds", "1", "--format", "json");
        Assert.True(drill.ExitCode == 0, drill.ToString());
        Evidence evidence = Seal.Read(Encoding.UTF8.GetBytes(drill.Output));
        Assert.Equal(Verdict.Proven, evidence.Verdict);
        Assert.Contains(evidence.NotCovered, n => n.Contains("credentials", StringComparison.Ordinal));
        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.CutOff { CredentialsCut: true });
        return (drill, evidence);
    }

    /// <summary>Looks that an endpoint without conditional puts is named as such, once while it runs and in its evidence; and another one is not.</summary>
    public static void CheckSaysSo(PhoenixResult drill, Evidence evidence, string? why)
    {
        string[] said = [.. evidence.NotCovered.Where(n => n.Contains("two operators", StringComparison.Ordinal))];
        string[] printed = [.. drill.Error.Split('\n').Where(l => l.Contains("two operators", StringComparison.Ordinal))];
        if (why is null)
        {
            Assert.Empty(said);
            Assert.Empty(printed);
            return;
        }

        Assert.Contains(why, Assert.Single(said), StringComparison.Ordinal);
        Assert.Contains("nothing keeps apart " + said[0], Assert.Single(printed), StringComparison.Ordinal);
    }

    /// <summary>Runs any command.</summary>
    public static async Task<PhoenixResult> CallAsync(LabState state, Dictionary<string, string> variables, params string[] arguments)
    {
        using PhoenixProcess process = PhoenixProcess.Start(variables, state.Folder, arguments);
        return await process.EndAsync();
    }
}
