using System.Text.Encodings.Web;
using System.Text.Json;
using Phoenix.Diagnosis;

namespace Phoenix.Cli.Rendering;

/// <summary>What <c>phoenix explain</c> found, as one document (<c>docs/spec/explain.md</c>).</summary>
internal static class ExplanationJson
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(string subject, Explanation explanation) => JsonSerializer.Serialize(
        new
        {
            schemaVersion = 1,
            subject,
            clean = explanation.IsClean,
            sources = explanation.Sources,
            failures = explanation.Failures.Select(Of),
            unknown = explanation.Unknown.Select(u => new { u.Count, u.First, u.Last, u.Quote }),
            unknownBeyond = explanation.UnknownBeyond,
            notes = explanation.Notes.Select(Of),
        },
        Indented);

    private static object Of(ExplainedFailure f) => new
    {
        f.Failure.Id,
        f.Failure.Component,
        severity = Spell(f.Failure.Severity),
        echoOf = f.Causes,
        f.Count,
        f.First,
        f.Last,
        f.Quote,
        f.Failure.What,
        f.Failure.Cause,
        f.Failure.Remedy,
        f.Failure.Verify,
        f.Failure.Prevention,
        f.Failure.Otherwise,
        f.Failure.Source,
        f.Failure.Versions,
        f.Failure.LastChecked,
    };

    private static string Spell(FailureSeverity severity) => severity switch
    {
        FailureSeverity.DataLoss => "data-loss",
        FailureSeverity.BlocksRestore => "blocks-restore",
        _ => "slow",
    };
}
