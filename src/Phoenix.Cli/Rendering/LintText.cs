using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Cli.Rendering;

/// <summary>Findings for people: place, message, the line with a caret, and what to do.</summary>
/// <param name="terminal">Where they go.</param>
internal sealed partial class LintText(Terminal terminal)
{
    private const int Widest = 160;
    private (string Path, string[] Lines)? last;

    public void Write(LintReport report)
    {
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (LintFinding finding in report.Findings)
        {
            Finding(finding, told.Add(finding.Rule.Id));
        }

        terminal.Writer.WriteLine(Summary(report));
    }

    public static string Summary(LintReport report)
    {
        string counts = report.Findings.Count == 0
            ? "no findings"
            : string.Join(", ", new[] { (LintSeverity.Error, "error"), (LintSeverity.Warning, "warning"), (LintSeverity.Info, "info") }
                .Select(s => (Count: report.Count(s.Item1), Word: s.Item2)).Where(s => s.Count > 0).Select(s => Wording.Count(s.Count) + " " + s.Word + (s.Count > 1 ? "s" : "")));
        string accepted = report.Accepted.Count > 0 ? $"; {Wording.Count(report.Accepted.Count)} accepted by comments" : "";
        string part = report.SeesAll ? "" : "; not all was seen, so nothing was concluded from what is missing";
        string more = report.Findings.Count > 0 ? "; phoenix lint --explain RULE says more" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{counts} in {Wording.Count(report.Files)} {(report.Files == 1 ? "file" : "files")}, {Wording.Count(report.Objects)} {(report.Objects == 1 ? "object" : "objects")}{accepted}{part}{more}");
    }

    private void Finding(LintFinding finding, bool first)
    {
        TextWriter writer = terminal.Writer;
        LintPlace at = finding.Place;
        writer.WriteLine($"{Wording.Plain(at.ToString())}: {Coloured(finding.Severity, LintReport.Word(finding.Severity))}: {Wording.Plain(finding.Message)} [{finding.Rule.Id}]");
        if (Line(at) is string whole)
        {
            string line = Masked(finding, whole);
            string number = at.Line.ToString(CultureInfo.InvariantCulture).PadLeft(5);
            (string shown, int column) = Cut(Shown(line), at.Column);
            writer.WriteLine($"{number} | {shown}");
            int length = Math.Clamp(at.Length, 1, Math.Max(1, shown.Length - column + 1));
            writer.WriteLine($"      | {new string(' ', Math.Max(0, Math.Min(column - 1, shown.Length)))}{Coloured(finding.Severity, "^" + new string('~', length - 1))}");
        }

        foreach (LintPlace related in finding.Related)
        {
            writer.WriteLine($"      = see {Wording.Plain(related.ToString())}");
        }

        if (first)
        {
            writer.WriteLine($"      = {finding.Rule.Remedy}{(finding.Fix?.File.OnDisk is null ? "" : " (--fix does it)")}");
        }
    }

    // The line of a finding about a secret, or of an option that holds one, would bring it into a log.
    private static string Masked(LintFinding finding, string line) =>
        finding.Rule.ShowsSecret ? string.Concat(line.AsSpan(0, Math.Min(finding.Place.Column - 1, line.Length)), "***")
        : Secret().Match(line) is { Success: true } match && !YamlLookup.IsOpen(line) ? string.Concat(line.AsSpan(0, match.Length), "***")
        : line;

    [GeneratedRegex(@"^\s*([\w-]*(key|kye|pass|secret|token)[\w-]*\s*=\s*|repo\d*-[\w-]*(key|kye|pass|secret|token)[\w-]*\s*:\s*)(?=\S)", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Secret();

    // A tab takes one column here as it does in the place.
    private static string Shown(string line) => string.Concat(line.Select(c => char.IsControl(c) ? ' ' : c));

    private static (string Line, int Column) Cut(string line, int column)
    {
        if (line.Length <= Widest)
        {
            return (line, column);
        }

        int from = Math.Clamp(column - 1 - (Widest / 2), 0, line.Length - Widest);
        return (line.Substring(from, Widest), column - from);
    }

    private string? Line(LintPlace at)
    {
        // Findings come file by file.
        if (last is not (string path, string[] all) || path != at.File.Path)
        {
            last = (at.File.Path, all = Read(at.File));
        }

        return at.Line >= 1 && at.Line <= all.Length && all[at.Line - 1].Trim().Length > 0 ? all[at.Line - 1].TrimEnd('\r') : null;
    }

    private static string[] Read(LintFile file)
    {
        try
        {
            byte[] bytes = file.Bytes();
            return file.IsUnchanged(bytes) ? LintFile.Decode(bytes).Split('\n') : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            // The finding stands without its line: that the file cannot be read is what it says, then.
            return [];
        }
    }

    private string Coloured(LintSeverity severity, string text) => !terminal.Colour ? text : severity switch
    {
        LintSeverity.Error => $"\e[31m{text}\e[0m",
        LintSeverity.Warning => $"\e[33m{text}\e[0m",
        _ => $"\e[36m{text}\e[0m",
    };
}
