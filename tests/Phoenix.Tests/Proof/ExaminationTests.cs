using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class ExaminationTests
{
    private static readonly History Whole = HistoryBuilder.Proven();

    public static TheoryData<string> Observations =>
        [.. typeof(History).GetProperties().Where(p => p.PropertyType != typeof(Guid)).Where(p => IsObservation(p.Name)).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Observations))]
    public void Any_observation_that_is_missing_makes_it_inconclusive(string name)
    {
        History history = HistoryBuilder.Proven() with { };
        typeof(History).GetProperty(name)!.SetValue(history, null);
        ExaminationResult result = Judge.Examine(history);
        Assert.True(result.Verdict == Verdict.Inconclusive, Judge.Explain(result));
    }

    [Fact]
    public void Fourteen_observations_can_be_missing() => Assert.Equal(14, Observations.Count);

    [Fact]
    public void A_history_of_nothing_is_inconclusive_for_every_checker()
    {
        var nothing = new History
        {
            Run = Whole.Run, Cycle = 1, WipeAt = WipeMode.Instant, Target = RecoveryTarget.Latest, Objectives = new Objectives(TimeSpan.FromHours(1), new Rpo.NoRow()), Load = Whole.Load,
        };
        Assert.All(Judge.Examine(nothing).Findings, f => Assert.True(f.Verdict == Verdict.Inconclusive, f.Checker));
    }

    [Fact]
    public void An_empty_list_proves_nothing()
    {
        Assert.Equal(Verdict.Inconclusive, Judge.Examine(Whole, []).Verdict);
        Assert.Equal(Verdict.Inconclusive, Examination.Combine([]));
    }

    [Fact]
    public void The_worst_finding_wins()
    {
        IChecker proven = new Fixed(_ => new Finding("fixed", Verdict.Proven, "x"));
        IChecker inconclusive = new Fixed(_ => new Finding("fixed", Verdict.Inconclusive, "x"));
        IChecker refuted = new Fixed(_ => new Finding("fixed", Verdict.Refuted, "x"));
        Assert.Equal(Verdict.Proven, Judge.Examine(Whole, [proven, proven]).Verdict);
        Assert.Equal(Verdict.Inconclusive, Judge.Examine(Whole, [proven, inconclusive, proven]).Verdict);
        Assert.Equal(Verdict.Refuted, Judge.Examine(Whole, [refuted, inconclusive, proven]).Verdict);
    }

    [Fact]
    public void A_checker_that_throws_is_inconclusive_and_named()
    {
        Finding finding = Assert.Single(Judge.Examine(Whole, [new Fixed(_ => throw new FormatException("odd"))]).Findings);
        Assert.Equal(Verdict.Inconclusive, finding.Verdict);
        Assert.Contains("FormatException: odd", finding.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_checker_that_says_nothing_is_inconclusive()
    {
        Finding?[] useless =
        [
            null,
            new Finding("fixed", Verdict.Proven, ""),
            new Finding("another", Verdict.Proven, "x"),
            new Finding("fixed", (Verdict)(-1), "x"),
            new Finding("fixed", Verdict.Proven, "x", null!),
        ];
        Assert.All(useless, f => Assert.Equal(Verdict.Inconclusive, Judge.Examine(Whole, [new Fixed(_ => f!)]).Verdict));
    }

    [Fact]
    public async Task A_checker_that_takes_too_long_is_inconclusive()
    {
        using ManualResetEventSlim release = new();
        var stuck = new Fixed(_ =>
        {
            release.Wait(TestContext.Current.CancellationToken);
            return new Finding("fixed", Verdict.Proven, "x");
        });
        ExaminationResult result = await Examination.ExamineAsync(Whole, [stuck], TimeSpan.FromMilliseconds(50), TimeProvider.System, CancellationToken.None);
        release.Set();
        Assert.Equal(Verdict.Inconclusive, result.Verdict);
        Assert.Contains("longer than 0.05 s", Assert.Single(result.Findings).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_examination_has_no_result()
    {
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Examination.ExamineAsync(Whole, Examination.All, TimeSpan.FromSeconds(1), TimeProvider.System, cancelled.Token));
    }

    [Fact]
    public void What_is_not_covered_is_told_once_each()
    {
        ExaminationResult result = Judge.Examine(Whole with { Wipe = Whole.Wipe! with { CredentialsCut = false } });
        Assert.Equal(result.NotCovered.Distinct(), result.NotCovered);
        Assert.All(Examination.NeverCovered, phrase => Assert.Contains(phrase, result.NotCovered));
        Assert.Contains(result.NotCovered, phrase => phrase.Contains("credentials", StringComparison.Ordinal));
        Assert.Equal(4, Examination.NeverCovered.Count);
    }

    [Fact]
    public void Every_checker_is_in_the_list_and_has_a_name_of_its_own()
    {
        Type[] checkers = [.. typeof(IChecker).Assembly.GetTypes().Where(t => t.IsClass && t.IsAssignableTo(typeof(IChecker)))];
        Assert.Equal(checkers.ToHashSet(), Examination.All.Select(c => c.GetType()).ToHashSet());
        Assert.Equal(checkers.Length, Examination.All.Count);
        Assert.Equal(checkers.Length, Examination.All.Select(c => c.Name).Distinct().Count());
        Assert.Equal(["archive", "wipe", "identity", "ledger", "commit-records", "order", "sentinels", "balances"], Examination.BeforePublication.Select(c => c.Name));
        Assert.All(Examination.All, c => Assert.Equal(c.Name, c.Check(Whole).Checker));
    }

    [Fact]
    public void Before_publication_the_server_s_liveness_is_not_asked_for() =>
        Assert.Equal(Verdict.Proven, Judge.Examine(Whole with { Liveness = null, Integrity = null, Queries = null }, Examination.BeforePublication).Verdict);

    [Fact]
    public void The_verdict_names_its_mode()
    {
        Assert.Equal("Proven (planned wipe; RPO not tested)", Judge.Examine(Whole).Line);
        Assert.Equal("Refuted (instant wipe; RPA reported, no RPO set)", VerdictLine.For(Verdict.Refuted, HistoryBuilder.Proven(Scenario.Instant)));
        Assert.Equal("Proven (instant wipe; RPO 0 tested)",
            VerdictLine.For(Verdict.Proven, HistoryBuilder.Proven(Scenario.Instant with { Objectives = new Objectives(null, new Rpo.NoRow()) })));
        Assert.Equal("Proven (planned wipe; to the backup's consistency point, rows after it left out on request; RPO not tested)",
            VerdictLine.For(Verdict.Proven, HistoryBuilder.Proven(Scenario.Quiesced with { Target = RecoveryTargetKind.Immediate })));
        Assert.Equal("Proven (planned wipe; to name=phoenix_target, rows after it left out on request; RPO not tested)",
            VerdictLine.For(Verdict.Proven, HistoryBuilder.Proven(Scenario.Quiesced with { Target = RecoveryTargetKind.Name })));
        Assert.Equal("Inconclusive (instant wipe; to name=phoenix_target, rows after it left out on request; RPO not tested)",
            VerdictLine.For(Verdict.Inconclusive, HistoryBuilder.Proven(Scenario.Instant with { Target = RecoveryTargetKind.Name })));
    }

    private static bool IsObservation(string name) => name is not (nameof(History.Cycle) or nameof(History.WipeAt) or nameof(History.Target) or nameof(History.TargetTime) or nameof(History.EarlierCycle)
        or nameof(History.SynchronousStream) or nameof(History.Objectives) or nameof(History.Load) or nameof(History.InitialBalance) or nameof(History.AccountCount) or nameof(History.MeasuredRta));

    private sealed class Fixed(Func<History, Finding> check) : IChecker
    {
        public string Name => "fixed";

        public Finding Check(History history) => check(history);
    }
}
