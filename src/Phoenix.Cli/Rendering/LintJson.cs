using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Manifests.Lint;

namespace Phoenix.Cli.Rendering;

/// <summary>Findings as one JSON document (docs/spec/lint.md).</summary>
internal static class LintJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(LintReport report) => JsonSerializer.Serialize(
        new
        {
            schemaVersion = 1,
            phoenix = ProductVersion.Text,
            files = report.Files,
            objects = report.Objects,
            seesAll = report.SeesAll,
            failOn = report.FailOn.ToString().ToLowerInvariant(),
            failed = report.Failed,
            counts = new { error = report.Count(LintSeverity.Error), warning = report.Count(LintSeverity.Warning), info = report.Count(LintSeverity.Info), accepted = report.Accepted.Count },
            findings = report.Findings.Select(Finding),
            accepted = report.Accepted.Select(Finding),
        },
        Indented);

    private static object Finding(LintFinding finding) => new
    {
        rule = finding.Rule.Id,
        severity = LintReport.Word(finding.Severity),
        file = finding.Place.File.Path,
        line = finding.Place.Line,
        column = finding.Place.Column,
        length = finding.Place.Length,
        message = finding.Message,
        remedy = finding.Rule.Remedy,
        fixable = finding.Fix?.File.OnDisk is not null,
        related = finding.Related.Select(r => new { file = r.File.Path, line = r.Line, column = r.Column }),
    };
}
