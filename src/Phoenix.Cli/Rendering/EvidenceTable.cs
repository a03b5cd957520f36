using System.Globalization;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Statistics;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>The end of a drill, and <c>phoenix report</c>, for people.</summary>
public static class EvidenceTable
{
    /// <summary>Writes the verdict with its mode, then each cycle's figures, then what the verdict does not cover.</summary>
    public static void Write(Evidence evidence, Terminal terminal)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(terminal);
        IAnsiConsole console = terminal.Open();
        Line(console, $"{evidence.Verdict} ({evidence.Mode})", Wording.Style(evidence.Verdict));
        Line(console, string.Create(
            CultureInfo.InvariantCulture,
            $"run {evidence.RunId}, stack {evidence.Stack}, target {evidence.Target}, {evidence.Cycles.Count} {(evidence.Cycles.Count == 1 ? "cycle" : "cycles")}, {Wording.Seconds((evidence.FinishedAt - evidence.StartedAt).TotalSeconds)}"));
        foreach (EvidenceCycle cycle in evidence.Cycles)
        {
            console.WriteLine();
            Line(console, string.Create(CultureInfo.InvariantCulture, $"cycle {cycle.N}: {cycle.Verdict}"), Wording.Style(cycle.Verdict));
            console.Write(Figures(cycle, evidence.Objectives));
            console.Write(Times(cycle));
            console.Write(Findings(cycle));
        }

        RunStatistics statistics = RunStatistics.Of(evidence);
        if (statistics.Cycles > 1)
        {
            console.WriteLine();
            Line(console, string.Create(CultureInfo.InvariantCulture, $"over {statistics.Cycles} cycles"));
            console.Write(StatisticsTable.Grid(statistics));
        }

        console.WriteLine();
        Line(console, "not covered: " + string.Join("; ", evidence.NotCovered));
        if (statistics.FailureRateBound is double bound)
        {
            Line(console, StatisticsTable.Bound(bound));
        }
    }

    private static Grid Figures(EvidenceCycle cycle, EvidenceObjectives objectives)
    {
        Grid grid = new Grid().AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) }).AddColumn();
        void Row(string name, string value) => grid.AddRow(Wording.Cell(name), Wording.Cell(value));
        Row("RTA", Wording.Seconds(cycle.Rta?.Seconds) + (objectives.RtoSeconds is double rto ? $" (RTO {Wording.Seconds(rto)})" : " (no RTO set)"));
        Row("RPA", (cycle.Rpa is { } rpa
            ? $"{Wording.Count(rpa.Rows)} rows, {Wording.Count(rpa.WalBytes)} bytes of WAL, {Wording.Seconds(rpa.Seconds)}"
            : "unknown") + $" (RPO {objectives.Rpo})");
        Row("backup", cycle.BackupLabel ?? "none");
        Row("sentinels", cycle.Sentinels.Count == 0 ? "not read" : string.Join(", ", cycle.Sentinels.Select(Sentinel)));
        Row("ledger", cycle.Ledger is { } l
            ? $"{Wording.Count(l.Attempted)} attempted, {Wording.Count(l.Acknowledged)} acknowledged, {Wording.Count(l.Failed)} failed, {Wording.Count(l.InDoubt)} in doubt; "
                + $"{Wording.Count(l.Present)} present, {Wording.Count(l.Lost)} lost, {Wording.Count(l.Unexpected)} unexpected"
            : "not compared");
        if (cycle.Database is { } d)
        {
            Row("database", string.Create(
                CultureInfo.InvariantCulture,
                $"system identifier {Known(d.SystemIdentifier)}, timeline {Known(d.TimelineBefore)} to {Known(d.TimelineAfter)}, acknowledged {Known(d.LsnAcknowledged)}, replayed {Known(d.LsnReplayed)}"));
        }

        Row("published", cycle.Published ? "yes" : "no");
        foreach (string reason in cycle.Discarded)
        {
            Row("discarded", reason);
        }

        foreach (RuleOutcome rule in (cycle.Gate?.Rules ?? []).Where(r => !r.Passed))
        {
            Row("gate", $"{rule.Rule} does not hold: {rule.Detail}");
        }

        return grid;
    }

    private static Grid Times(EvidenceCycle cycle)
    {
        Grid table = Plain("", "name", "state", "time");
        table.Columns[3].RightAligned();
        foreach (EvidenceLayer layer in cycle.Layers)
        {
            table.AddRow(Wording.Cell(layer.Phase == LayerPhase.Up ? "layer up" : "layer wipe"), Wording.Cell(layer.Name), State(layer.State, layer.Reason), Wording.Cell(Wording.Seconds(layer.Seconds)));
            Known(table, layer.Explanation);
        }

        foreach (EvidenceStep step in cycle.Steps)
        {
            table.AddRow(Wording.Cell("step"), Wording.Cell(step.Name), State(step.State, step.Reason), Wording.Cell(Wording.Seconds(step.Seconds)));
            Known(table, step.Explanation);
        }

        return table;
    }

    private static void Known(Grid table, KnownCause? known)
    {
        if (known is not null)
        {
            table.AddRow(Wording.Cell(""), Wording.Cell(""), Wording.Cell($"known: {known.What} {known.Remedy} ({known.Id})"), Wording.Cell(""));
        }
    }

    private static Grid Findings(EvidenceCycle cycle)
    {
        Grid table = Plain("finding", "verdict", "detail");
        foreach (EvidenceFinding finding in cycle.Findings)
        {
            table.AddRow(Wording.Cell(finding.Checker), Wording.Cell(finding.Verdict.ToString(), Wording.Style(finding.Verdict)), Wording.Cell(finding.Detail));
        }

        return table;
    }

    internal static Grid Plain(params string[] columns)
    {
        Grid grid = new();
        foreach (string column in columns)
        {
            grid.AddColumn(new GridColumn { Padding = new Padding(grid.Columns.Count == 0 ? 2 : 0, 0, 2, 0) });
        }

        return grid.AddRow([.. columns.Select(c => Wording.Cell(c))]);
    }

    private static Text State(StepState state, string? reason) => Wording.Cell(
        reason is null ? state.ToString() : $"{state}: {reason}",
        state switch
        {
            StepState.Succeeded => Style.Plain,
            StepState.Failed => new Style(Color.Red),
            _ => new Style(Color.Yellow),
        });

    private static string Sentinel(SentinelResult sentinel)
    {
        string expected = sentinel.Expected.ToString().ToLowerInvariant();
        string found = sentinel.Found?.ToString().ToLowerInvariant() ?? "not read";
        return $"{sentinel.Name} expected {expected}, found {found}";
    }

    private static string Known<T>(T? value)
        where T : struct => value is T known ? string.Create(CultureInfo.InvariantCulture, $"{known}") : "unknown";

    private static void Line(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(Wording.Cell(text, style));
        console.WriteLine();
    }
}
