using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Cli.Commands;
using Phoenix.Proof;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>What became of every sabotage.</summary>
internal static class SabotageTable
{
    // Enough to tell one cause from another; the whole of it is in the run's evidence.
    private const int LongestCause = 120;

    // In a file a long line is better than a cause that is broken into six.
    private const int FileWidth = 200;

    public static void Write(IReadOnlyList<SabotageResult> results, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(Json(results));
            return;
        }

        Terminal terminal = Terminal.Of(output);
        IAnsiConsole console = (terminal.IsTerminal ? terminal : terminal with { Width = FileWidth }).Open();
        Grid table = new();
        foreach (string column in (string[])["sabotage", "verdict", "exit", "caught by", "cause", "seconds"])
        {
            table.AddColumn(new GridColumn { NoWrap = column != "cause", Padding = new Padding(0, 0, 2, 0) });
        }

        table.AddRow(Wording.Cell("sabotage"), Wording.Cell("verdict"), Wording.Cell("exit"), Wording.Cell("caught by"), Wording.Cell("cause"), Wording.Cell("seconds"));
        foreach (SabotageResult r in results)
        {
            table.AddRow(
                Wording.Cell(r.Name),
                Wording.Cell(r.Verdict?.ToString() ?? "none"),
                Wording.Cell(r.ExitCode.ToString(CultureInfo.InvariantCulture)),
                Wording.Cell(r.Caught ? r.CaughtBy : $"NOT by {r.CaughtBy}", r.Caught ? Style.Plain : Wording.Style(Verdict.Refuted)),
                Wording.Cell(r.Cause.Length > LongestCause ? r.Cause[..LongestCause] + "..." : r.Cause),
                Wording.Cell(r.Seconds.ToString("0", CultureInfo.InvariantCulture)));
        }

        console.Write(table);
        console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count(r => r.Caught)} of {results.Count} caught"));
    }

    private static string Json(IReadOnlyList<SabotageResult> results)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("caught"u8, results.Count(r => r.Caught));
            writer.WriteNumber("of"u8, results.Count);
            writer.WriteStartArray("sabotages"u8);
            foreach (SabotageResult r in results)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, r.Name);
                writer.WriteString("verdict"u8, r.Verdict?.ToString());
                writer.WriteNumber("exitCode"u8, r.ExitCode);
                writer.WriteBoolean("caught"u8, r.Caught);
                writer.WriteString("caughtBy"u8, r.CaughtBy);
                writer.WriteString("cause"u8, r.Cause);
                writer.WriteString("runId"u8, r.Run);
                writer.WriteNumber("seconds"u8, Math.Round(r.Seconds, 3));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
