using System.Globalization;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>Wipes that hit while the writers write.</summary>
[Collection(DrilledLabTests.Name)]
public sealed class InstantWipeTests(DrilledLab lab)
{
    [Fact]
    public async Task What_an_instant_wipe_loses_is_measured_and_is_a_suffix()
    {
        PhoenixResult drill = await lab.State.RunAsync("drill", "--wipe-at", "instant", "--writers", "8", "--load-seconds", "1", "--seed", "7");
        Assert.True(drill.ExitCode == 0, drill.ToString());
        Assert.StartsWith("Proven (instant wipe", drill.Output, StringComparison.Ordinal);
        string run = Path.GetFileName(lab.State.Run());
        Evidence evidence = lab.State.Evidence(run);
        EvidenceCycle cycle = Assert.Single(evidence.Cycles);
        Assert.Equal((WipeMode.Instant, "7"), (evidence.WipeAt, evidence.Settings[SettingName.Seed]));
        Assert.Equal(
            [(SentinelName.A, SentinelExpectation.Present), (SentinelName.B, SentinelExpectation.Present), (SentinelName.D, SentinelExpectation.Either)],
            cycle.Sentinels.Select(s => (s.Name, s.Expected)));

        // The writers wrote until the server was gone: whatever was under way then failed or is in doubt, once for each writer at most.
        Assert.InRange(cycle.Ledger!.Failed + cycle.Ledger.InDoubt, 1, 8);
        Assert.Equal(cycle.Ledger.Lost, cycle.Rpa!.Rows);
        Assert.True(cycle.Rpa.Rows > 0 && cycle.Rpa.WalBytes > 0 && cycle.Rpa.Seconds > 0, $"the open segment held acknowledged rows, and the loss was measured as {cycle.Rpa}");
        Assert.All(cycle.Findings, f => Assert.Equal(Verdict.Proven, f.Verdict));
    }

    [Fact]
    public async Task A_loss_beyond_the_objective_is_Refuted_and_not_published()
    {
        Full.Only("an instant drill that is refuted; one whose loss is measured is in the default set");
        PhoenixResult drill = await lab.State.RunAsync("drill", "--wipe-at", "instant", "--load-seconds", "1", "--rpo", "0");
        Assert.True(drill.ExitCode == 1, drill.ToString());
        EvidenceCycle cycle = Assert.Single(lab.State.Evidence().Cycles);
        Assert.Equal((Verdict.Refuted, false), (cycle.Verdict, cycle.Published));
        Assert.Contains(cycle.Findings, f => f.Checker == "ledger" && f.Detail.Contains("more is lost than the RPO 0 allows", StringComparison.Ordinal));

        // The loss is on record. The lab goes on from what was archived.
        PhoenixResult next = await lab.State.RunAsync("drill", "--load-seconds", "1");
        Assert.True(next.ExitCode == 0, next.ToString());
    }

    [Fact]
    public async Task The_same_seed_draws_the_same_moments_and_another_one_draws_others()
    {
        Full.Only("six instant cycles take over a minute");
        List<IReadOnlyList<(double, double)>> drawn = [];
        foreach (int seed in (int[])[42, 42, 43])
        {
            PhoenixResult drill = await lab.State.RunAsync("drill", "--wipe-at", "instant", "--cycles", "2", "--load-seconds", "1", "--seed", seed.ToString(CultureInfo.InvariantCulture));
            Assert.True(drill.ExitCode == 0, drill.ToString());
            drawn.Add([.. lab.State.Events().OfType<JournalEvent.MomentDrawn>().Select(m => (m.LoadSeconds, m.AfterSeconds))]);
        }

        Assert.Equal(drawn[0], drawn[1]);
        Assert.Equal(2, drawn[0].Distinct().Count());
        Assert.Empty(drawn[0].Intersect(drawn[2]));
    }

    [Theory]
    [InlineData("--target", "time", "latest")]
    [InlineData("--sabotage", "drop-wal", "planned")]
    public async Task What_an_instant_wipe_cannot_prove_is_refused(string option, string value, string named)
    {
        PhoenixResult drill = await lab.State.RunAsync("drill", "--wipe-at", "instant", option, value);
        Assert.Equal(2, drill.ExitCode);
        Assert.Contains(named, drill.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_seed_without_anything_to_draw_is_refused()
    {
        PhoenixResult drill = await lab.State.RunAsync("drill", "--seed", "7");
        Assert.Equal(2, drill.ExitCode);
        Assert.Contains("--wipe-at instant", drill.Error, StringComparison.Ordinal);
    }
}
