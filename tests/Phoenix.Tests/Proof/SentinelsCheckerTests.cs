using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;
using static Phoenix.Proof.SentinelExpectation;
using static Phoenix.Proof.SentinelName;

namespace Phoenix.Tests.Proof;

public sealed class SentinelsCheckerTests
{
    public static TheoryData<Scenario, SentinelExpectation?[]> Table => new()
    {
        { Scenario.Quiesced, [Present, Present, null, null] },
        { Scenario.Instant, [Present, Present, null, Either] },
        { Scenario.Instant with { SynchronousStream = true }, [Present, Present, null, Present] },
        { Scenario.Quiesced with { Target = RecoveryTargetKind.Time }, [Present, Present, Absent, null] },
        { Scenario.Quiesced with { Target = RecoveryTargetKind.Lsn }, [Present, Present, Absent, null] },
        { Scenario.Quiesced with { Target = RecoveryTargetKind.Xid }, [Present, Present, Absent, null] },
        { Scenario.Quiesced with { Target = RecoveryTargetKind.Name }, [Present, Present, Absent, null] },
        { Scenario.Quiesced with { Target = RecoveryTargetKind.Immediate }, [Present, Absent, null, null] },
        { Scenario.Instant with { Target = RecoveryTargetKind.Time }, [Present, Present, Absent, Absent] },
        { Scenario.Instant with { Target = RecoveryTargetKind.Immediate, SynchronousStream = true }, [Present, Absent, null, Absent] },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_mode_has_its_expectations_and_each_is_held(Scenario scenario, SentinelExpectation?[] expected)
    {
        History history = HistoryBuilder.Proven(scenario);
        IReadOnlyDictionary<SentinelName, SentinelExpectation> expectations = SentinelExpectations.For(history);
        Assert.Equal(expected, Enum.GetValues<SentinelName>().Select(n => expectations.TryGetValue(n, out SentinelExpectation e) ? e : (SentinelExpectation?)null));
        foreach ((SentinelName name, SentinelExpectation expectation) in expectations)
        {
            string content = history.Witness!.Sentinels.Single(s => s.Name == name).Content;
            Judge.Is<SentinelsChecker>(expectation == Absent ? Verdict.Refuted : Verdict.Proven, Found(history, name, content));
            Judge.Is<SentinelsChecker>(expectation == Present ? Verdict.Refuted : Verdict.Proven, Found(history, name, null));
            Judge.Is<SentinelsChecker>(Verdict.Refuted, Found(history, name, content + " "), "another content");
        }
    }

    [Fact]
    public void A_written_c_must_be_there_for_latest()
    {
        History history = HistoryBuilder.Proven();
        history = history with { Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels, new Sentinel(C, "c", new Lsn(9), 9, default)] } };
        Judge.Is<SentinelsChecker>(Verdict.Refuted, history, "C is lost");
        Judge.Is<SentinelsChecker>(Verdict.Proven, Found(history, C, "c"));
    }

    [Theory]
    [InlineData(A, RecoveryTargetKind.Latest, false)]
    [InlineData(B, RecoveryTargetKind.Latest, false)]
    [InlineData(C, RecoveryTargetKind.Time, false)]
    [InlineData(B, RecoveryTargetKind.Immediate, false)]
    [InlineData(D, RecoveryTargetKind.Latest, true)]
    public void A_required_sentinel_that_was_never_written_is_inconclusive(SentinelName name, RecoveryTargetKind target, bool instant)
    {
        History history = HistoryBuilder.Proven((instant ? Scenario.Instant with { SynchronousStream = true } : Scenario.Quiesced) with { Target = target });
        history = history with { Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels.Where(s => s.Name != name)] } };
        Assert.Contains(name, SentinelExpectations.For(history).Keys);
        Judge.Is<SentinelsChecker>(Verdict.Inconclusive, Found(history, name, null), $"{name} was never written");
        Judge.Is<SentinelsChecker>(Verdict.Refuted, Found(history, name, "x"), $"{name} is there, but was never written");
    }

    [Theory]
    [InlineData(true, true, RecoveryTargetKind.Latest, true)]
    [InlineData(false, true, RecoveryTargetKind.Latest, false)]
    [InlineData(true, false, RecoveryTargetKind.Latest, false)]
    [InlineData(true, true, RecoveryTargetKind.Time, false)]
    [InlineData(true, true, RecoveryTargetKind.Immediate, false)]
    public void D_is_required_of_an_instant_wipe_with_synchronous_streaming_to_the_latest_only(bool instant, bool streamed, RecoveryTargetKind target, bool required)
    {
        History history = HistoryBuilder.Proven((instant ? Scenario.Instant : Scenario.Quiesced) with { SynchronousStream = streamed, Target = target });
        history = history with { Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels.Where(s => s.Name != D)] } };
        Assert.Equal(required, SentinelExpectations.For(history).ContainsKey(D));
        Judge.Is<SentinelsChecker>(required ? Verdict.Inconclusive : Verdict.Proven, Found(history, D, null));
    }

    [Fact]
    public void A_sentinel_that_was_not_asked_for_is_refuted_when_it_is_there() =>
        Judge.Is<SentinelsChecker>(Verdict.Refuted, Found(HistoryBuilder.Proven(), C, "x"), "never written");

    [Fact]
    public void A_sentinel_written_twice_is_inconclusive()
    {
        History history = HistoryBuilder.Proven();
        Judge.Is<SentinelsChecker>(Verdict.Inconclusive, history with { Witness = history.Witness! with { Sentinels = [.. history.Witness.Sentinels, history.Witness.Sentinels[0]] } });
    }

    private static History Found(History history, SentinelName name, string? content)
    {
        Dictionary<SentinelName, string> found = new(history.SentinelsFound!);
        found.Remove(name);
        if (content is not null)
        {
            found.Add(name, content);
        }

        return history with { SentinelsFound = found };
    }
}
