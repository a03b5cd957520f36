using System.Text.RegularExpressions;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>Label selectors as Kubernetes writes them in one line: <c>a=b,c!=d,e in (f,g),h notin (i),j,!k</c>.</summary>
internal static partial class LabelSelector
{
    /// <summary>Whether the labels are selected; null when the selector is not understood, or a label's value is not known.</summary>
    /// <param name="selector">The selector; null selects all.</param>
    /// <param name="labels">The labels, or annotations.</param>
    public static bool? Selects(string? selector, YamlMapping? labels)
    {
        bool? selected = true;
        foreach (string part in string.IsNullOrWhiteSpace(selector) ? [] : Comma().Split(selector))
        {
            bool? one = Requirement().Match(part) is { Success: true } match ? Holds(match, labels) : null;
            if (one is not true)
            {
                // One that does not hold decides, whatever is not known about the others.
                selected = one is false || selected is false ? false : null;
            }
        }

        return selected;
    }

    private static bool? Holds(Match match, YamlMapping? labels)
    {
        YamlScalar? label = labels.Find(match.Groups["key"].Value) as YamlScalar;
        if (YamlLookup.IsOpen(label?.Text) && match.Groups["operator"].Success)
        {
            return null;
        }

        string[] values = [.. match.Groups["values"].Value.Split(',').Select(v => v.Trim())];
        return match.Groups["operator"].Value switch
        {
            "" => label is not null == !match.Groups["not"].Success,
            "!=" or "notin" => label is null || !values.Contains(label.Text),
            _ => label is not null && values.Contains(label.Text),
        };
    }

    // Not those inside of parentheses.
    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.None, 1000)]
    private static partial Regex Comma();

    [GeneratedRegex(@"^\s*(?:(?<not>!)\s*(?<key>[\w./-]+)|(?<key>[\w./-]+)(?:\s*(?<operator>==?|!=)\s*(?<values>[\w.-]*)|\s+(?<operator>in|notin)\s*\((?<values>[^()]*)\))?)\s*$", RegexOptions.None, 1000)]
    private static partial Regex Requirement();
}
