using System.Text.Json;
using Phoenix.Manifests.Lint;

namespace Phoenix.Cli.Rendering;

/// <summary>What a rule is about.</summary>
internal static class LintExplanation
{
    public static void Write(IReadOnlyList<LintRule> rules, LintFormat format, TextWriter output)
    {
        if (format != LintFormat.Text)
        {
            output.WriteLine(JsonSerializer.Serialize(rules.Select(r => new
            {
                rule = r.Id,
                severity = LintReport.Word(r.Severity),
                what = r.What,
                why = r.Why,
                remedy = r.Remedy,
                source = r.Source,
                bad = r.Bad.Files.Select(f => new { path = f.Path, text = f.Text }),
                good = r.Good.Files.Select(f => new { path = f.Path, text = f.Text }),
            })));
            return;
        }

        if (rules.Count > 1)
        {
            foreach (LintRule rule in rules)
            {
                output.WriteLine($"{rule.Id,-40} {LintReport.Word(rule.Severity),-8} {rule.What}");
            }

            return;
        }

        LintRule one = rules[0];
        output.WriteLine($"{one.Id} ({LintReport.Word(one.Severity)})\n\n{one.What}\n\nwhy:    {one.Why}\nremedy: {one.Remedy}\nsource: {one.Source}");
        Example("wrong", one.Bad, output);
        Example("right", one.Good, output);
    }

    private static void Example(string word, LintExample example, TextWriter output)
    {
        foreach ((string path, string text) in example.Files)
        {
            output.WriteLine($"\n{word}: {path}");
            foreach (string line in text.TrimEnd('\n').Split('\n'))
            {
                output.WriteLine("  " + line);
            }
        }
    }
}
