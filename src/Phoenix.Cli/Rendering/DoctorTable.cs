using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Adapters.Doctor;
using Spectre.Console;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix doctor</c> saw.</summary>
internal static class DoctorTable
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Write(string subject, IReadOnlyList<DoctorFinding> findings, Terminal terminal)
    {
        IAnsiConsole console = terminal.Open();
        Grid table = new();
        foreach (bool last in (bool[])[false, false, true])
        {
            table.AddColumn(new GridColumn { NoWrap = !last, Padding = new Padding(table.Columns.Count == 0 ? 2 : 0, 0, 2, 0) });
        }

        foreach (DoctorFinding finding in findings)
        {
            table.AddRow(Wording.Cell(Word(finding.State), Colour(finding.State)), Wording.Cell(finding.Check), Wording.Cell(finding.Fix is string fix ? $"{finding.Detail}; {fix}" : finding.Detail));
        }

        console.Write(Wording.Cell(string.Create(CultureInfo.InvariantCulture, $"{subject}: {Count(FindingState.Problem)} problems, {Count(FindingState.Warning)} warnings")));
        console.WriteLine();
        console.Write(table);

        int Count(FindingState state) => findings.Count(f => f.State == state);
    }

    /// <summary>One document; <paramref name="redact"/> is applied to every text that was seen.</summary>
    public static string Json(DoctorReport report, Func<string, string> redact) => JsonSerializer.Serialize(
        new
        {
            schemaVersion = 1,
            phoenix = report.Phoenix,
            at = report.At,
            probed = report.Probed,
            clean = report.Findings.All(f => f.State != FindingState.Problem),
            layers = report.Layers.Select(l => new { name = redact(l.Name), driver = l.Driver, wipe = l.Wipe, gates = l.Gates, needs = l.Needs.Select(redact) }),
            findings = report.Findings.Select(f => new { check = redact(f.Check), state = Word(f.State), detail = redact(f.Detail), fix = f.Fix is string fix ? redact(fix) : null }),
        },
        Indented);

    private static string Word(FindingState state) => state switch { FindingState.Ok => "ok", FindingState.Warning => "warning", _ => "problem" };

    private static Style Colour(FindingState state) => state switch
    {
        FindingState.Ok => new Style(Color.Green),
        FindingState.Warning => new Style(Color.Yellow),
        _ => new Style(Color.Red),
    };
}
