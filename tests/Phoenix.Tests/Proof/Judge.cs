using Phoenix.Proof;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Runs one checker and says what its verdict had to be.</summary>
internal static class Judge
{
    public static Finding Of<T>(History history)
        where T : IChecker, new() => new T().Check(history);

    public static void Is<T>(Verdict verdict, History history, string? says = null)
        where T : IChecker, new()
    {
        Finding finding = Of<T>(history);
        Assert.True(finding.Verdict == verdict, $"{finding.Checker} is {finding.Verdict}, not {verdict}: {finding.Detail}");
        Assert.NotEmpty(finding.Detail);
        if (says is not null)
        {
            Assert.Contains(says, finding.Detail, StringComparison.Ordinal);
        }
    }

    public static History Planted(Scenario scenario, Action<HistoryBuilder> plant)
    {
        var builder = new HistoryBuilder(scenario);
        plant(builder);
        return builder.Build();
    }

    public static ExaminationResult Examine(History history, IReadOnlyList<IChecker>? checkers = null) =>
        Examination.ExamineAsync(history, checkers ?? Examination.All, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();

    public static string Explain(ExaminationResult result) =>
        $"{result.Line}: {string.Join(" | ", result.Findings.Where(f => f.Verdict != Verdict.Proven).Select(f => $"{f.Checker} {f.Verdict}: {f.Detail}"))}";
}
