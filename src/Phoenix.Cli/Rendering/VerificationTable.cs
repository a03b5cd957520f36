using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Proof;
using Phoenix.Verification;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix verify</c> found.</summary>
internal static class VerificationTable
{
    private const string Worth = "A hash that its owner can recompute is an integrity check, no proof to an auditor.";

    public static void Write(string subject, IReadOnlyList<RecordCheck> checks, Terminal terminal)
    {
        IAnsiConsole console = terminal.Open();
        int failed = checks.Count(c => c.State == CheckState.Failed);
        console.Write(Wording.Cell(
            string.Create(CultureInfo.InvariantCulture, $"{(failed == 0 ? "clean" : failed == 1 ? "1 finding" : $"{failed} findings")}: {subject}"),
            Wording.Style(failed == 0 ? Verdict.Proven : Verdict.Refuted)));
        console.WriteLine();
        Grid table = new();
        foreach (bool last in (bool[])[false, false, true])
        {
            table.AddColumn(new GridColumn { NoWrap = !last, Padding = new Padding(table.Columns.Count == 0 ? 2 : 0, 0, 2, 0) });
        }

        foreach (RecordCheck check in checks)
        {
            table.AddRow(Wording.Cell(check.Name), Wording.Cell(Word(check.State), Colour(check.State)), Wording.Cell(check.Detail));
        }

        console.Write(table);
        if (!checks.Any(c => c is { Name: CheckName.Signature, State: CheckState.Passed }))
        {
            console.Write(Wording.Cell(Worth));
            console.WriteLine();
        }
    }

    public static string Json(string subject, IReadOnlyList<RecordCheck> checks)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter writer = new(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("subject"u8, subject);
            writer.WriteBoolean("clean"u8, checks.All(c => c.State != CheckState.Failed));
            writer.WriteStartArray("checks"u8);
            foreach (RecordCheck check in checks)
            {
                writer.WriteStartObject();
                writer.WriteString("check"u8, check.Name);
                writer.WriteString("state"u8, check.State switch { CheckState.Passed => "passed", CheckState.Failed => "failed", _ => "notChecked" });
                writer.WriteString("detail"u8, check.Detail);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static string Word(CheckState state) => state switch { CheckState.Passed => "passed", CheckState.Failed => "FAILED", _ => "not checked" };

    private static Style Colour(CheckState state) => state switch
    {
        CheckState.Passed => new Style(Color.Green),
        CheckState.Failed => new Style(Color.Red),
        _ => new Style(Color.Yellow),
    };
}
