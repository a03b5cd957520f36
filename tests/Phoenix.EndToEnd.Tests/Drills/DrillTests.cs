using System.Text;
using System.Text.Json;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>The whole protocol, as a person runs it: real PostgreSQL, real pgBackRest, the lab's S3 endpoint.</summary>
[Collection(DrilledLabTests.Name)]
public sealed class DrillTests(DrilledLab lab)
{
    [Fact]
    public void A_plain_drill_ends_Proven_and_says_what_was_not_tested()
    {
        Assert.True(lab.Drill.ExitCode == 0, lab.Drill.ToString());
        Assert.StartsWith("Proven (planned wipe; RPO not tested)\n", lab.Drill.Output, StringComparison.Ordinal);
        Evidence evidence = lab.State.Evidence(lab.RunName);
        EvidenceCycle cycle = Proven(evidence);
        Assert.Equal("planned wipe; RPO not tested", evidence.Mode);
        Assert.True(cycle.Published);
        Assert.Equal(1u, cycle.Database!.TimelineBefore);
        Assert.Equal(2u, cycle.Database.TimelineAfter);
        Assert.Equal([(SentinelName.A, true), (SentinelName.B, true)], Found(cycle));
        Assert.True(cycle.Ledger!.Acknowledged >= 100, "a drill without load proves nothing");
        Assert.Equal(0, cycle.Ledger.Lost);
        Assert.Equal(0, cycle.Ledger.Unexpected);
    }

    [Fact]
    public async Task Its_report_is_the_sealed_file_and_the_history_knows_it()
    {
        PhoenixResult json = await lab.State.RunAsync("report", lab.RunName, "--format", "json");
        Assert.Equal(File.ReadAllText(Path.Combine(lab.State.Run(lab.RunName), "evidence.json")), json.Output);
        PhoenixResult text = await lab.State.RunAsync("report", lab.RunName);
        Assert.Equal(lab.Drill.Output, text.Output);
        using JsonDocument history = JsonDocument.Parse((await lab.State.RunAsync("history", "--format", "json")).Output);
        Assert.Contains(history.RootElement.EnumerateArray(), r => r.GetProperty("runId").GetString() == lab.RunName && r.GetProperty("verdict").GetString() == "Proven");
        Assert.Contains(lab.RunName, (await lab.State.RunAsync("history")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_record_verifies_and_its_views_lie_beside_the_evidence()
    {
        PhoenixResult verified = await lab.State.RunAsync("verify", lab.RunName);
        Assert.True(verified.ExitCode == 0, verified.ToString());
        Assert.StartsWith($"clean: {lab.RunName}\n", verified.Output, StringComparison.Ordinal);
        Assert.Contains($"Run {lab.RunName} on stack lab", File.ReadAllText(Path.Combine(lab.State.Run(lab.RunName), "report.html")), StringComparison.Ordinal);
        Assert.Contains("failures=\"0\" errors=\"0\"", File.ReadAllText(Path.Combine(lab.State.Run(lab.RunName), "junit.xml")), StringComparison.Ordinal);

        Assert.Matches("ledger +passed", verified.Output);

        foreach (string name in (string[])["journal.ndjson", "ledger/c0001-a01/w0000.ledger"])
        {
            string file = Path.Combine(lab.State.Run(lab.RunName), name);
            byte[] whole = File.ReadAllBytes(file);
            try
            {
                byte[] edited = [.. whole];
                edited[whole.Length / 2] ^= 0x01;
                File.WriteAllBytes(file, edited);
                Assert.Equal(1, (await lab.State.RunAsync("verify", lab.RunName)).ExitCode);
            }
            finally
            {
                File.WriteAllBytes(file, whole);
            }
        }
    }

    [Fact]
    public async Task A_rebirth_at_a_moment_leaves_out_what_came_after_it()
    {
        EvidenceCycle cycle = Proven(await DrillAsync("--target", "time"));
        Assert.StartsWith("time=", cycle.Target, StringComparison.Ordinal);
        Assert.Equal([(SentinelName.A, true), (SentinelName.B, true), (SentinelName.C, false)], Found(cycle));
        Assert.True(cycle.Ledger!.Present < cycle.Ledger.Acknowledged, "rows were written after the target");
    }

    [Theory]
    [InlineData("lsn")]
    [InlineData("xid")]
    [InlineData("name")]
    [InlineData("lsn,inclusive=false")]
    [InlineData("xid,inclusive=false")]
    [InlineData("time,inclusive=false")]
    public async Task A_rebirth_at_another_kind_of_target_keeps_exactly_what_was_committed_up_to_it(string target)
    {
        if (target is not "xid")
        {
            Full.Only("each target is a drill of its own");
        }

        EvidenceCycle cycle = Proven(await DrillAsync("--target", target));
        Assert.StartsWith(target.Split(',')[0] + "=", cycle.Target, StringComparison.Ordinal);
        Assert.Equal(target.Contains("inclusive", StringComparison.Ordinal), cycle.Target!.EndsWith(",inclusive=false", StringComparison.Ordinal));
        Assert.Equal([(SentinelName.A, true), (SentinelName.B, true), (SentinelName.C, false)], Found(cycle));
        Assert.True(cycle.Ledger!.Present < cycle.Ledger.Acknowledged, "rows were written after the target");
    }

    [Fact]
    public async Task A_rebirth_at_the_consistency_point_has_what_the_backup_has()
    {
        Full.Only("one more target; others are in the default set");
        EvidenceCycle cycle = Proven(await DrillAsync("--target", "immediate"));
        Assert.Equal([(SentinelName.A, true), (SentinelName.B, false), (SentinelName.C, false)], Found(cycle));
    }

    [Fact]
    public Task Two_cycles_on_one_repository_are_both_Proven() => CyclesAsync(2, "0.776");

    [Fact]
    public Task Five_cycles_on_one_repository_are_all_Proven()
    {
        Full.Only("five cycles take over a minute");
        return CyclesAsync(5, "0.451");
    }

    private async Task CyclesAsync(int count, string bound)
    {
        Evidence evidence = await DrillAsync("--cycles", count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Verdict.Proven, evidence.Verdict);
        Assert.Equal(count, evidence.Cycles.Count);
        Assert.All(evidence.Cycles, Whole);
        Assert.Single(evidence.Cycles.Select(c => c.Database!.SystemIdentifier).Distinct());
        Assert.All(evidence.Cycles, c => Assert.Equal(c.Database!.TimelineBefore + 1, c.Database.TimelineAfter));
        Assert.All(evidence.Cycles.Zip(evidence.Cycles.Skip(1)), pair => Assert.Equal(pair.First.Database!.TimelineAfter, pair.Second.Database!.TimelineBefore));
        PhoenixResult report = await lab.State.RunAsync("report", evidence.RunId);
        Assert.Contains($"failure rate at most {bound} (95 %)", report.Output, StringComparison.Ordinal);
    }

    // A json drill prints the very bytes that it sealed.
    private async Task<Evidence> DrillAsync(params string[] arguments)
    {
        PhoenixResult drill = await lab.State.RunAsync(["drill", "--load-seconds", "1", "--format", "json", .. arguments]);
        Assert.True(drill.ExitCode == 0, drill.ToString());
        byte[] bytes = Encoding.UTF8.GetBytes(drill.Output);
        Assert.True(Seal.Verify(bytes));
        return Seal.Read(bytes);
    }

    private static EvidenceCycle Proven(Evidence evidence)
    {
        Assert.Equal(Verdict.Proven, evidence.Verdict);
        EvidenceCycle cycle = Assert.Single(evidence.Cycles);
        Whole(cycle);
        return cycle;
    }

    private static void Whole(EvidenceCycle cycle)
    {
        Assert.Equal(Verdict.Proven, cycle.Verdict);
        Assert.Equal(Examination.All.Select(c => c.Name), cycle.Findings.Select(f => f.Checker));
        Assert.All(cycle.Findings, f => Assert.Equal(Verdict.Proven, f.Verdict));
    }

    private static (SentinelName, bool)[] Found(EvidenceCycle cycle) => [.. cycle.Sentinels.Select(s => (s.Name, s.Found == SentinelExpectation.Present))];
}
