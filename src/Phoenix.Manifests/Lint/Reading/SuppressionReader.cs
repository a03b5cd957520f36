using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Lint.Reading;

/// <summary>Finds the comments that accept findings.</summary>
internal static partial class SuppressionReader
{
    private const string Mark = "phoenix-lint:";

    /// <summary>The comments of a text.</summary>
    public static IReadOnlyList<LintSuppression> Read(LintFile file, string text)
    {
        if (!text.Contains(Mark, StringComparison.Ordinal))
        {
            return [];
        }

        List<LintSuppression> found = [];
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (Comment().Match(lines[i]) is { Success: true } match)
            {
                bool alone = lines[i].AsSpan(0, match.Index).Trim().IsEmpty;
                int covers = i;
                while (alone && covers + 1 < lines.Length && lines[covers].AsSpan().TrimStart() is ['#', ..])
                {
                    covers++;
                }

                string[] rules = match.Groups["rules"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                found.Add(new LintSuppression(file, i + 1, match.Index + 1, covers + 1, rules, match.Groups["reason"].Value.Trim()));
            }
        }

        return found;
    }

    [GeneratedRegex(@"(?<=^|\s)#\s*phoenix-lint:\s*disable=(?<rules>[\w,-]*)(?<reason>.*)$", RegexOptions.None, 1000)]
    private static partial Regex Comment();
}
