using Phoenix.Proof.Checkers;

namespace Phoenix.Proof;

/// <summary>Runs checkers over a history and combines what they find. Whatever goes wrong on the way is Inconclusive, never Proven.</summary>
public static class Examination
{
    /// <summary>What must hold before the rebirth is published: they look at the content only.</summary>
    public static IReadOnlyList<IChecker> BeforePublication { get; } =
    [
        new ArchiveChecker(),
        new WipeChecker(),
        new IdentityChecker(),
        new LedgerChecker(),
        new CommitRecordsChecker(),
        new OrderChecker(),
        new SentinelsChecker(),
        new BalancesChecker(),
    ];

    /// <summary>What must hold for a verdict.</summary>
    public static IReadOnlyList<IChecker> All { get; } =
    [
        .. BeforePublication,
        new IntegrityChecker(),
        new LivenessChecker(),
        new QueriesChecker(),
        new VacuityChecker(),
        new ObjectivesChecker(),
    ];

    /// <summary>What no checker looks at.</summary>
    public static IReadOnlyList<string> NeverCovered { get; } =
    [
        "unlogged tables",
        "configuration outside PGDATA",
        "logical replication slots",
        "skipped sequence values",
    ];

    /// <summary>Runs <paramref name="checkers"/> one after another.</summary>
    /// <param name="history">What was observed.</param>
    /// <param name="checkers">Which; an empty list proves nothing.</param>
    /// <param name="timeout">The longest that each may take. One that takes longer is left behind: checkers only read.</param>
    /// <param name="time">The clock of the timeout.</param>
    /// <param name="cancellationToken">Ends the examination without a result.</param>
    public static async Task<ExaminationResult> ExamineAsync(
        History history,
        IReadOnlyList<IChecker> checkers,
        TimeSpan timeout,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        foreach (IChecker checker in checkers)
        {
            findings.Add(await RunAsync(checker, history, timeout, time, cancellationToken));
        }

        Verdict verdict = Combine(findings);
        string[] notCovered = [.. findings.SelectMany(f => f.NotCovered).Concat(NeverCovered).Distinct()];
        return new ExaminationResult(verdict, VerdictLine.For(verdict, history), findings, notCovered);
    }

    /// <summary>The worst of them; Inconclusive for none.</summary>
    public static Verdict Combine(IReadOnlyList<Finding> findings) =>
        findings.Count == 0 ? Verdict.Inconclusive : findings.Max(f => f.Verdict);

    private static async Task<Finding> RunAsync(IChecker checker, History history, TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            Finding? finding = await Task.Run(() => checker.Check(history), cancellationToken).WaitAsync(timeout, time, cancellationToken);
            bool saysSomething = finding is { Detail.Length: > 0, NotCovered: not null } && finding.Checker == checker.Name && Enum.IsDefined(finding.Verdict);
            return saysSomething ? finding! : new Finding(checker.Name, Verdict.Inconclusive, "the checker gave no usable finding");
        }
        catch (TimeoutException)
        {
            return new Finding(checker.Name, Verdict.Inconclusive, $"the checker took longer than {timeout.TotalSeconds} s");
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Not swallowed: a checker that breaks is itself a finding, and one that can never be Proven.
            return new Finding(checker.Name, Verdict.Inconclusive, $"the checker failed: {e.GetType().Name}: {e.Message}");
        }
    }
}
