using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Adapters.Files;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix history --prune</c> did.</summary>
internal static class PruneTable
{
    public static void Write(IReadOnlyList<PruneOutcome> outcomes, bool dryRun, TextWriter output)
    {
        foreach (PruneOutcome outcome in outcomes)
        {
            output.WriteLine(Wording.Plain(outcome.LeftBecause is null
                ? $"{outcome.Run}: {(dryRun ? "would remove" : "removed")} {string.Join(", ", outcome.Removed)}, {Megabytes(outcome.Bytes)}"
                : $"{outcome.Run}: left as it is: {outcome.LeftBecause}"));
        }

        int pruned = outcomes.Count(o => o.LeftBecause is null);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{pruned} {(pruned == 1 ? "run" : "runs")} {(dryRun ? "would be pruned" : "pruned")}, {Megabytes(outcomes.Sum(o => o.Bytes))}; evidence and journals stay"));
    }

    public static string Json(IReadOnlyList<PruneOutcome> outcomes, bool dryRun)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteBoolean("dryRun"u8, dryRun);
            writer.WriteNumber("bytes"u8, outcomes.Sum(o => o.Bytes));
            writer.WriteStartArray("runs"u8);
            foreach (PruneOutcome outcome in outcomes)
            {
                writer.WriteStartObject();
                writer.WriteString("runId"u8, outcome.Run);
                writer.WriteStartArray("removed"u8);
                foreach (string name in outcome.Removed)
                {
                    writer.WriteStringValue(name);
                }

                writer.WriteEndArray();
                writer.WriteNumber("bytes"u8, outcome.Bytes);
                writer.WriteString("leftBecause"u8, outcome.LeftBecause);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");
}
