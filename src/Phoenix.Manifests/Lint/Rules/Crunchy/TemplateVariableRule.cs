using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A template with a variable that nothing fills.</summary>
internal sealed partial class TemplateVariableRule : LintRule
{
    public override string Id => "external-secret-variable";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "The template of an ExternalSecret uses a variable that none of its data entries fills.";

    public override string Why => "The template fails (map has no entry for key) and the Secret is never made; older versions write <no value> and say SecretSynced. Either way the restore has no credentials.";

    public override string Remedy => "Use the secretKey of an entry under data, letter for letter, or add the missing entry.";

    public override string Source => "https://external-secrets.io/latest/guides/templating/ (referencing a non-existing key raises an error)";

    public override LintExample Bad { get; } = CrunchyExamples.First("{{ .id }}", "{{ .key }}");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest manifest in set.OfKind("ExternalSecret", "external-secrets.io"))
        {
            YamlMapping? spec = manifest.Mapping("spec");
            string[] filled = [.. spec.Items("data").Select(d => d.Text("secretKey")).OfType<string>()];

            // What dataFrom brings is known to the store alone.
            if (spec.Items("dataFrom").Count > 0 || spec.Items("data").Count != filled.Length || filled.Any(YamlLookup.IsOpen))
            {
                continue;
            }

            // The project's own guide writes (index .data "name") where a name has dashes.
            HashSet<string> known = new(filled, StringComparer.Ordinal);
            foreach ((YamlScalar key, YamlValue value) in spec.Entries("target", "template", "data"))
            {
                if (value is not YamlScalar text)
                {
                    continue;
                }

                foreach (string name in Variables(text.Text).Where(v => v != "data" && !known.Contains(v)).Distinct(StringComparer.Ordinal))
                {
                    string near = filled.FirstOrDefault(f => string.Equals(f, name, StringComparison.OrdinalIgnoreCase)) is string same ? $": the entry is called '{same}'" : filled.Length == 0 ? ": there are no entries" : $": there {(filled.Length == 1 ? "is" : "are")} {string.Join(", ", filled)}";
                    yield return Found(manifest.At(key), $"the template of {manifest.Title} uses .{name} in {key.Text}, which no entry of data fills{near}");
                }
            }
        }
    }

    // Only plain names are followed: inside of range and with the dot is something else, and a template in a template is Helm's.
    private static IEnumerable<string> Variables(string text)
    {
        if (Block().IsMatch(text) || text.Contains("{{`", StringComparison.Ordinal) || text.Contains("{{ `", StringComparison.Ordinal))
        {
            return [];
        }

        return Action().Matches(text).SelectMany(a => Name().Matches(Quoted().Replace(a.Value, " ")).Select(n => n.Groups[1].Value));
    }

    [GeneratedRegex(@"\{\{-?\s*(range|with|define|template|block)\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Block();

    [GeneratedRegex(@"\{\{(?!-?\s*/\*)[^{}]*\}\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Action();

    [GeneratedRegex("\"[^\"]*\"|`[^`]*`", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();

    // A dot that begins a name: behind a letter, a bracket or a variable it is a field of something.
    [GeneratedRegex(@"(?<![\w.$)\]])\.([A-Za-z_]\w*)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Name();
}
