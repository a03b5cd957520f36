using System.Globalization;
using System.Text;
using System.Text.Json;
using Phoenix.Adapters.Files;
using Phoenix.Journal;
using Phoenix.Proof;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>All runs of a state directory, newest first.</summary>
internal static class HistoryTable
{
    public static void Write(IReadOnlyList<RunSummary> runs, Terminal terminal)
    {
        IAnsiConsole console = terminal.Open();
        if (runs.Count == 0)
        {
            console.WriteLine("no runs");
            return;
        }

        string[] columns = ["run", "stack", "cycles", "verdict", "worst RTA", "lost"];
        Grid table = new();
        foreach (string column in columns)
        {
            table.AddColumn(new GridColumn { NoWrap = column == "run", Padding = new Padding(0, 0, 2, 0) });
        }

        table.AddRow([.. columns.Select(c => Wording.Cell(c))]);

        foreach (RunSummary run in runs)
        {
            if (run.Evidence is { } e)
            {
                table.AddRow(
                    Wording.Cell(run.Name),
                    Wording.Cell(e.Stack),
                    Wording.Cell(e.Cycles.Count.ToString(CultureInfo.InvariantCulture)),
                    Wording.Cell($"{e.Verdict} ({e.Mode})", Wording.Style(e.Verdict)),
                    Wording.Cell(WorstRta(e) is double rta ? Wording.Seconds(rta) : "unknown"),
                    Wording.Cell(Wording.Count(Lost(e))));
            }
            else
            {
                table.AddRow(
                    Wording.Cell(run.Name),
                    Wording.Cell(""),
                    Wording.Cell(""),
                    Wording.Cell(run.IsDamaged ? $"damaged: {run.Problem}" : run.Problem, Wording.Style(Verdict.Inconclusive)),
                    Wording.Cell(""),
                    Wording.Cell(""));
            }
        }

        console.Write(table);
    }

    public static string Json(IReadOnlyList<RunSummary> runs)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            writer.WriteStartArray();
            foreach (RunSummary run in runs)
            {
                Write(writer, run);
            }

            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter writer, RunSummary run)
    {
        writer.WriteStartObject();
        writer.WriteString("runId"u8, run.Name);
        writer.WriteBoolean("damaged"u8, run.IsDamaged);
        writer.WriteString("problem"u8, run.Problem);
        if (run.Evidence is { } e)
        {
            writer.WriteString("stack"u8, e.Stack);
            writer.WriteString("startedAt"u8, e.StartedAt);
            writer.WriteString("finishedAt"u8, e.FinishedAt);
            writer.WriteString("verdict"u8, e.Verdict.ToString());
            writer.WriteString("mode"u8, e.Mode);
            writer.WriteNumber("exitCode"u8, e.ExitCode);
            writer.WriteNumber("cycles"u8, e.Cycles.Count);
            Number(writer, "worstRtaSeconds", WorstRta(e));
            Number(writer, "rowsLost", Lost(e));
        }

        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, double? value)
    {
        if (value is double number)
        {
            writer.WriteNumber(name, number);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    // Unknown in one cycle is unknown in all: the worst of the known ones could be the better of two.
    private static double? WorstRta(Evidence e) => e.Cycles.Count > 0 && e.Cycles.All(c => c.Rta is not null) ? e.Cycles.Max(c => c.Rta!.Seconds) : null;

    private static long? Lost(Evidence e) => e.Cycles.Count > 0 && e.Cycles.All(c => c.Rpa is not null) ? e.Cycles.Sum(c => c.Rpa!.Rows) : null;
}
