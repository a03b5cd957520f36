using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Phoenix.Manifests.Lint;

namespace Phoenix.Cli.Rendering;

/// <summary>Findings as SARIF 2.1.0 (OASIS), as code scanning services take it.</summary>
internal static class LintSarif
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(LintReport report)
    {
        LintRule[] rules = [.. report.Findings.Concat(report.Accepted).Select(f => f.Rule).DistinctBy(r => r.Id).OrderBy(r => r.Id, StringComparer.Ordinal)];
        var log = new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject { ["driver"] = new JsonObject { ["name"] = "phoenix lint", ["semanticVersion"] = ProductVersion.Text.Split(' ')[^1], ["rules"] = new JsonArray([.. rules.Select(Rule)]) } },
                ["columnKind"] = "utf16CodeUnits",
                ["results"] = new JsonArray([.. report.Findings.Select(f => Result(f, rules, accepted: false)), .. report.Accepted.Select(f => Result(f, rules, accepted: true))]),
            }),
        };
        return log.ToJsonString(Indented);
    }

    private static JsonNode Rule(LintRule rule) => new JsonObject
    {
        ["id"] = rule.Id,
        ["shortDescription"] = Text(rule.What),
        ["fullDescription"] = Text($"{rule.What} {rule.Why}"),
        ["help"] = Text($"{rule.Remedy}\nSource: {rule.Source}"),
        ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.Severity) },
    };

    private static JsonNode Result(LintFinding finding, LintRule[] rules, bool accepted)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule.Id,
            ["ruleIndex"] = Array.FindIndex(rules, r => r.Id == finding.Rule.Id),
            ["level"] = Level(finding.Severity),
            ["message"] = Text(finding.Message),
            ["locations"] = new JsonArray(Location(finding.Place)),
        };
        if (finding.Related.Count > 0)
        {
            result["relatedLocations"] = new JsonArray([.. finding.Related.Select(Location)]);
        }

        if (accepted)
        {
            result["suppressions"] = new JsonArray(new JsonObject { ["kind"] = "inSource" });
        }

        return result;
    }

    private static JsonNode Location(LintPlace place)
    {
        var region = new JsonObject { ["startLine"] = place.Line, ["startColumn"] = place.Column };
        if (place.Length > 0)
        {
            region["endColumn"] = place.Column + place.Length;
        }

        return new JsonObject { ["physicalLocation"] = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri(place.File.Path) }, ["region"] = region } };
    }

    // A path is no URI: spaces, percent signs and colons in it are escaped.
    private static string Uri(string path) => (path.StartsWith('/') ? "file://" : "") + string.Join('/', path.Split('/').Select(System.Uri.EscapeDataString));

    private static string Level(LintSeverity severity) => severity switch { LintSeverity.Error => "error", LintSeverity.Warning => "warning", _ => "note" };

    private static JsonObject Text(string text) => new() { ["text"] = text };
}
