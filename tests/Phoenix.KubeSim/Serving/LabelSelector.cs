using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Serving;

/// <summary>A label selector: <c>a=b,c!=d,e in (f,g),!h,i</c>.</summary>
internal sealed partial class LabelSelector
{
    private readonly List<Func<JsonNode?, bool>> _terms = [];

    public bool IsEmpty => _terms.Count == 0;

    /// <exception cref="ApiException">400: it cannot be read.</exception>
    public static LabelSelector Parse(string? text)
    {
        var selector = new LabelSelector();
        foreach (string term in Split(text ?? ""))
        {
            selector._terms.Add(Term(term) ?? throw ApiErrors.BadRequest($"unable to parse requirement: found '{term}' in label selector"));
        }

        return selector;
    }

    public bool Matches(JsonObject content)
    {
        JsonNode? labels = content.At("metadata", "labels");
        return _terms.TrueForAll(term => term(labels));
    }

    // Commas inside of parentheses part values, not terms.
    private static IEnumerable<string> Split(string text)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ',' && depth == 0))
            {
                if (text[start..i].Trim() is { Length: > 0 } term)
                {
                    yield return term;
                }

                start = i + 1;
            }
            else
            {
                depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
            }
        }
    }

    private static Func<JsonNode?, bool>? Term(string term)
    {
        if (Set().Match(term) is { Success: true } set)
        {
            string[] values = [.. set.Groups[3].Value.Split(',').Select(value => value.Trim())];
            string key = set.Groups[1].Value;
            return set.Groups[2].Value == "in" ? labels => labels.TextAt(key) is { } value && values.Contains(value) : labels => labels.TextAt(key) is not { } value || !values.Contains(value);
        }

        if (Equal().Match(term) is { Success: true } equal)
        {
            (string key, string value) = (equal.Groups[1].Value, equal.Groups[3].Value);
            return equal.Groups[2].Value == "!=" ? labels => labels.TextAt(key) != value : labels => labels.TextAt(key) == value;
        }

        if (Bound().Match(term) is { Success: true } bound)
        {
            (string key, long limit) = (bound.Groups[1].Value, long.Parse(bound.Groups[3].Value, CultureInfo.InvariantCulture));
            bool above = bound.Groups[2].Value == ">";
            return labels => long.TryParse(labels.TextAt(key), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value) && (above ? value > limit : value < limit);
        }

        if (Exists().Match(term) is { Success: true } exists)
        {
            (bool absent, string key) = (exists.Groups[1].Length > 0, exists.Groups[2].Value);
            return labels => labels.TextAt(key) is null == absent;
        }

        return null;
    }

    [GeneratedRegex(@"^([\w./-]+)\s+(in|notin)\s*\(([^()]*)\)$")]
    private static partial Regex Set();

    [GeneratedRegex(@"^([\w./-]+)\s*(==|=|!=)\s*([\w.-]*)$")]
    private static partial Regex Equal();

    [GeneratedRegex(@"^([\w./-]+)\s*(>|<)\s*(-?\d+)$")]
    private static partial Regex Bound();

    [GeneratedRegex(@"^(!?)\s*([\w./-]+)$")]
    private static partial Regex Exists();
}
