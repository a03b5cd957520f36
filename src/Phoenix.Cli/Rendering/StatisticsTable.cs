using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Statistics;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>Figures over the cycles of one run.</summary>
internal static class StatisticsTable
{
    /// <summary>Writes the verdict with its mode, the figures, and how often such wipes may fail.</summary>
    public static void Write(Evidence evidence, Terminal terminal)
    {
        IAnsiConsole console = terminal.Open();
        RunStatistics statistics = RunStatistics.Of(evidence);
        Line(console, $"{evidence.Verdict} ({evidence.Mode})", Wording.Style(evidence.Verdict));
        Line(console, string.Create(CultureInfo.InvariantCulture, $"run {evidence.RunId}, over {statistics.Cycles} {(statistics.Cycles == 1 ? "cycle" : "cycles")}"));
        console.Write(Grid(statistics));
        if (statistics.FailureRateBound is double bound)
        {
            Line(console, Bound(bound));
        }
    }

    /// <summary>The figures as one JSON document.</summary>
    public static string Json(Evidence evidence)
    {
        RunStatistics statistics = RunStatistics.Of(evidence);
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("runId"u8, evidence.RunId);
            writer.WriteString("verdict"u8, evidence.Verdict.ToString());
            writer.WriteString("mode"u8, evidence.Mode);
            writer.WriteNumber("cycles"u8, statistics.Cycles);
            Write(writer, "rtaSeconds", statistics.Rta);
            writer.WriteStartArray("layers"u8);
            foreach (LayerTimes layer in statistics.Layers)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, layer.Layer);
                writer.WriteString("phase"u8, Phase(layer));
                Write(writer, "seconds", layer.Seconds);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            if (statistics.FailureRateBound is double bound)
            {
                writer.WriteNumber("failureRateBound"u8, bound);
            }
            else
            {
                writer.WriteNull("failureRateBound"u8);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>RTA and layers, a row each.</summary>
    internal static Grid Grid(RunStatistics statistics)
    {
        Grid table = EvidenceTable.Plain("seconds", "cycles", "min", "median", "p95", "max");
        void Row(string name, Distribution? d)
        {
            if (d is not null)
            {
                table.AddRow([Wording.Cell(name), .. ((double[])[d.Count, d.Minimum, d.Median, d.P95, d.Maximum]).Select(v => Wording.Cell(v.ToString("0.###", CultureInfo.InvariantCulture)))]);
            }
        }

        Row("RTA", statistics.Rta);
        foreach (LayerTimes layer in statistics.Layers)
        {
            Row($"{layer.Layer} {Phase(layer)}", layer.Seconds);
        }

        return table;
    }

    /// <summary>What a number of Proven cycles says about the next one.</summary>
    internal static string Bound(double bound) => string.Create(CultureInfo.InvariantCulture, $"failure rate at most {bound:0.000} (95 %), for wipes drawn like these");

    private static string Phase(LayerTimes layer) => layer.Phase == LayerPhase.Up ? "up" : "wipe";

    private static void Write(Utf8JsonWriter writer, string name, Distribution? values)
    {
        if (values is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartObject(name);
        writer.WriteNumber("count"u8, values.Count);
        writer.WriteNumber("minimum"u8, values.Minimum);
        writer.WriteNumber("median"u8, values.Median);
        writer.WriteNumber("p95"u8, values.P95);
        writer.WriteNumber("maximum"u8, values.Maximum);
        writer.WriteEndObject();
    }

    private static void Line(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(Wording.Cell(text, style));
        console.WriteLine();
    }
}
