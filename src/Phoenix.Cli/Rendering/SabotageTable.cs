using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Cli.Commands;

namespace Phoenix.Cli.Rendering;

/// <summary>What became of every sabotage.</summary>
internal static class SabotageTable
{
    // The whole of it was printed when the sabotage ended, and is in the run's evidence. One line each, whatever the width: broken into a narrow
    // column it could not be read.
    private const int LongestCause = 140;
    private const int LeastCause = 40;
    private const int CauseColumn = 65;
    private const string StepFailed = "the step did not succeed: ";

    public static void Write(IReadOnlyList<SabotageResult> results, OutputFormat format, TextWriter output)
    {
        if (format == OutputFormat.Json)
        {
            output.WriteLine(Json(results));
            return;
        }

        Terminal terminal = Terminal.Of(output);
        int room = terminal.IsTerminal ? Math.Max(LeastCause, terminal.Width - CauseColumn) : LongestCause;
        output.WriteLine(Line("sabotage", "verdict", "exit", "caught by", "seconds", "cause"));
        foreach (SabotageResult r in results)
        {
            output.WriteLine(Line(
                r.Name,
                r.Verdict?.ToString() ?? "none",
                r.ExitCode.ToString(CultureInfo.InvariantCulture),
                r.Caught ? r.CaughtBy : $"NOT by {r.CaughtBy}",
                r.Seconds.ToString("0", CultureInfo.InvariantCulture),
                Short(Wording.Plain(r.Cause), room)));
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{results.Count(r => r.Caught)} of {results.Count} caught"));
    }

    private static string Line(string name, string verdict, string exit, string caughtBy, string seconds, string cause) =>
        $"{name,-21}{verdict,-14}{exit,-6}{caughtBy,-15}{seconds,-9}{cause}";

    private static string Short(string cause, int room)
    {
        string said = cause.StartsWith(StepFailed, StringComparison.Ordinal) ? cause[StepFailed.Length..] : cause;
        return said.Length > room ? said[..(room - 3)] + "..." : said;
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
