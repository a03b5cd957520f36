using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Journal;

public sealed class EvidenceTests
{
    private static readonly JournalHead Head = new(42, new string('a', 64));

    [Fact]
    public void Every_member_that_the_design_names_is_there_in_its_spelling()
    {
        using JsonDocument file = JsonDocument.Parse(Seal.Apply(Build(Runs.Proven(1)), previous: null));
        JsonElement root = file.RootElement;
        Has(root, "schemaVersion runId stack startedAt finishedAt tool versions settings wipeAt stream target sabotage load verdict notCovered objectives cycles seal");
        Has(root.GetProperty("objectives"), "rtoSeconds rpo");
        Has(root.GetProperty("seal"), "previous sha256");
        JsonElement cycle = root.GetProperty("cycles")[0];
        Has(cycle, "n verdict backupLabel rta rpa layers steps sentinels ledger database findings");
        Has(cycle.GetProperty("rta"), "seconds");
        Has(cycle.GetProperty("rpa"), "rows walBytes seconds");
        Has(cycle.GetProperty("layers")[0], "name state reason startedAt seconds");
        Has(cycle.GetProperty("steps")[0], "name state seconds");
        Has(cycle.GetProperty("sentinels")[0], "name expected found");
        Has(cycle.GetProperty("ledger"), "attempted acknowledged failed inDoubt present lost unexpected");
        Has(cycle.GetProperty("database"), "systemIdentifier timelineBefore timelineAfter lsnAcknowledged lsnReplayed");
        Has(cycle.GetProperty("findings")[0], "checker verdict detail");

        Assert.Equal("Proven", root.GetProperty("verdict").GetString());
        Assert.Equal("planned wipe; RPO not tested", root.GetProperty("mode").GetString());
        Assert.Equal("quiesced", root.GetProperty("wipeAt").GetString());
        Assert.Equal("20260210-145402-", root.GetProperty("runId").GetString()![..16]);
        Assert.Equal("7448305301987654321", cycle.GetProperty("database").GetProperty("systemIdentifier").GetString());
        Assert.Equal("0/3000148", cycle.GetProperty("database").GetProperty("lsnReplayed").GetString());
        Assert.Equal(12.346, cycle.GetProperty("rta").GetProperty("seconds").GetDouble());
        Assert.Equal(["A", "B"], cycle.GetProperty("sentinels").EnumerateArray().Select(s => s.GetProperty("name").GetString()!));
        Assert.Equal("present", cycle.GetProperty("sentinels")[0].GetProperty("found").GetString());
        Assert.Contains("sentinel C", root.GetProperty("notCovered").EnumerateArray().Select(n => n.GetString()));
        Assert.Contains("unlogged tables", root.GetProperty("notCovered").EnumerateArray().Select(n => n.GetString()));
        Assert.Equal("seal", root.EnumerateObject().Last().Name);
    }

    [Fact]
    public void A_change_to_any_byte_is_found()
    {
        byte[] file = Seal.Apply(Build(Runs.Proven(1)), previous: new string('b', 64));
        Assert.True(Seal.Verify(file));
        for (int i = 0; i < file.Length; i++)
        {
            byte[] edited = [.. file];
            edited[i] ^= (byte)(i % 2 == 0 ? 0x01 : 0x20);
            Assert.False(Seal.Verify(edited), $"byte {i}, '{(char)file[i]}'");
        }

        for (int i = 0; i < file.Length; i += 7)
        {
            Assert.False(Seal.Verify([.. file[..i], .. file[(i + 1)..]]), $"byte {i} taken out");
            Assert.False(Seal.Verify([.. file[..i], (byte)' ', .. file[i..]]), $"blank before byte {i}");
        }

        Assert.False(Seal.Verify([.. file, (byte)'\n']));
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => Seal.Read(file.AsSpan(1))).Code);
    }

    [Fact]
    public void The_hash_is_that_of_the_file_without_its_last_member_as_the_documentation_computes_it()
    {
        byte[] file = Seal.Apply(Build(Runs.Proven(1)), previous: null);
        string[] lines = Encoding.UTF8.GetString(file).Split('\n');

        // docs/spec/evidence.md: all but the last five lines, the last comma taken off, a closing brace.
        string canonical = string.Join("\n", lines[..^6]).TrimEnd(',') + "\n}\n";

        Assert.Equal(Seal.Read(file).Seal!.Sha256, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical))));
    }

    [Fact]
    public void Evidence_comes_back_as_it_was_written()
    {
        Evidence written = Build(Runs.Proven(2));
        Evidence read = Seal.Read(Seal.Apply(written, previous: "x"));
        Assert.Equal(Samples.Describe(written), Samples.Describe(read with { Seal = null, Previous = null }));
        Assert.Equal("x", read.Seal!.Previous);
    }

    [Fact]
    public void Strange_text_survives_and_cannot_pass_for_the_seal()
    {
        string odd = "é \U0001F525 \" \\ \u0001,\n  \"seal\": {\n";
        Evidence evidence = Build([.. Runs.Proven(1).SkipLast(1), new JournalEvent.FindingMade(1, new Finding("odd", Verdict.Proven, odd)), Runs.Proven(1).Last()]);
        byte[] file = Seal.Apply(evidence, null);
        Assert.Equal(odd, Seal.Read(file).Cycles[0].Findings.Single(f => f.Checker == "odd").Detail);
    }

    [Fact]
    public void The_same_journal_gives_the_same_bytes()
    {
        Assert.Equal(Seal.Apply(Build(Runs.Proven(3)), null), Seal.Apply(Build(Runs.Proven(3)), null));
        Assert.NotEqual(Seal.Apply(Build(Runs.Proven(3)), null), Seal.Apply(Build(Runs.Proven(2)), null));
    }

    [Fact]
    public void No_verdict_in_the_journal_makes_evidence_better_than_its_parts()
    {
        JournalEvent[] proven = [.. Runs.Proven(2)];
        Assert.Equal(Verdict.Proven, Build(proven).Verdict);
        Assert.Equal(Verdict.Inconclusive, Build(proven.Where(e => e is not JournalEvent.FindingMade { Cycle: 2 })).Verdict);
        Assert.Equal(Verdict.Inconclusive, Build(proven.Where(e => e is not JournalEvent.VerdictReached { Cycle: 1 })).Verdict);
        Assert.Equal(Verdict.Inconclusive, Build(proven.Where(e => e is not JournalEvent.OfCycle)).Verdict);
        Assert.Equal(Verdict.Refuted, Build([.. proven[..^1], new JournalEvent.FindingMade(1, new Finding("late", Verdict.Refuted, "lost")), proven[^1]]).Verdict);
        Assert.Equal(Verdict.Refuted, Build([.. proven[..^1], proven[^1] with { At = Runs.Begin } is JournalEvent.RunEnded e ? e with { Verdict = Verdict.Refuted } : proven[^1]]).Verdict);
        Assert.Equal(Verdict.Inconclusive, Build(Runs.Proven(2, new Dictionary<string, string> { ["cycles"] = "3" })).Verdict);
    }

    [Fact]
    public void What_has_no_end_on_record_is_not_shown_as_done()
    {
        EvidenceCycle cycle = Build(Runs.Proven(1).Where(e => e is not (JournalEvent.StepEnded or JournalEvent.LayerEnded))).Cycles[0];
        Assert.All(cycle.Steps, s => Assert.Equal((StepState.Cancelled, "its end is not on record", null), (s.State, s.Reason, s.Seconds)));
        Assert.All(cycle.Layers, l => Assert.Equal(StepState.Cancelled, l.State));
    }

    [Fact]
    public void A_layer_without_a_probe_is_not_covered()
    {
        WipeObservation wipe = new(Runs.Begin, Runs.Begin, Runs.Begin, true, "d", "d", new Dictionary<string, bool?> { ["storage"] = null });
        Evidence evidence = Build(Runs.Proven(1).Select(e => e is JournalEvent.WipeEnded w ? w with { Observation = wipe } : e));
        Assert.Contains("emptiness of layer storage (it has no probe)", evidence.NotCovered);
    }

    [Theory]
    [InlineData(ConditionalPuts.Kept, null)]
    [InlineData(ConditionalPuts.Refused, "refuses conditional puts")]
    [InlineData(ConditionalPuts.Ignored, "ignores the condition of a put")]
    public void An_endpoint_without_conditional_puts_is_not_covered(ConditionalPuts puts, string? says)
    {
        JournalEvent[] proven = [.. Runs.Proven(2)];
        Evidence evidence = Build([proven[0], proven[1], new JournalEvent.EndpointTried(1, puts), new JournalEvent.EndpointTried(2, puts), .. proven[2..]]);
        string[] said = [.. evidence.NotCovered.Where(n => n.Contains("two operators", StringComparison.Ordinal))];
        Assert.Equal(says is null ? 0 : 1, said.Length);
        Assert.All(said, n => Assert.Contains(says!, n, StringComparison.Ordinal));
        Assert.Equal(Build(proven).Verdict, evidence.Verdict);
    }

    [Fact]
    public void A_run_without_an_end_has_no_evidence()
    {
        Assert.Equal(ErrorCode.RecordDamaged, Assert.Throws<PhoenixException>(() => Build(Runs.Proven(1).SkipLast(1))).Code);
    }

    [Theory]
    [InlineData("quiesced", "latest", "60s", null, "planned wipe; RPO not tested")]
    [InlineData("instant", "latest", "report", null, "instant wipe; RPA reported, no RPO set")]
    [InlineData("instant", "latest", "0", null, "instant wipe; RPO 0 tested")]
    [InlineData("instant", "latest,timeline=2", "60s", "drop-segment", "instant wipe; RPO 60s tested; sabotage: drop-segment")]
    [InlineData("quiesced", "name=x", "0", null, "planned wipe; to name=x, rows after it left out on request; RPO not tested")]
    public void A_verdict_names_what_it_holds_for(string wipeAt, string target, string rpo, string? sabotage, string mode)
    {
        Dictionary<string, string> settings = new() { ["wipeAt"] = wipeAt, ["target"] = target, ["rpo"] = rpo };
        if (sabotage is not null)
        {
            settings["sabotage"] = sabotage;
        }

        Assert.Equal(mode, Build(Runs.Proven(1, settings)).Mode);
    }

    [Fact]
    public void The_failure_rate_is_bounded_by_proven_cycles_and_no_other()
    {
        Assert.Equal(0.95, FailureRateBound.Of(Build(Runs.Proven(1)))!.Value, 6);
        Assert.Equal(0.2589, FailureRateBound.Of(Build(Runs.Proven(10)))!.Value, 4);
        Assert.Null(FailureRateBound.Of(Build(Runs.Proven(2).Where(e => e is not JournalEvent.FindingMade { Cycle: 2 }))));
        Assert.Null(FailureRateBound.Of(Build(Runs.Proven(0))));
    }

    [Fact]
    public void A_run_is_named_after_its_begin_and_its_number()
    {
        Assert.Matches("^20260210-145402-[0-9a-f]{4}$", RunName.Of(Runs.Run));
        Assert.EndsWith(Runs.Run.ToString("N")[^4..], RunName.Of(Runs.Run), StringComparison.Ordinal);
        Assert.Equal(RunName.Of(Runs.Run), RunName.Of(new Guid(Runs.Run.ToByteArray())));
        Guid other = Guid.NewGuid();
        Assert.Equal(other.ToString("N"), RunName.Of(other));
    }

    private static Evidence Build(IEnumerable<JournalEvent> events) => EvidenceBuilder.Build(events, Head);

    private static void Has(JsonElement element, string names) =>
        Assert.All(names.Split(' '), n => Assert.True(element.TryGetProperty(n, out _), n));
}
