using System.Globalization;
using System.Text;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Lint.Schemas;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Docs;

/// <summary>docs/rules.md and examples/broken say what the rules say. With PHOENIX_WRITE_DOCS=1 they are written first.</summary>
public sealed class RulesPageTests
{
    private const string Page = "docs/rules.md";
    private const string Broken = "examples/broken";

    private static bool Writes => Environment.GetEnvironmentVariable("PHOENIX_WRITE_DOCS") == "1";

    [Fact]
    public void The_page_equals_the_rules()
    {
        if (Writes)
        {
            File.WriteAllText(Path.Combine(Clone.Root, Page), Text(LintRules.All));
        }

        Assert.Equal(Text(LintRules.All), Clone.Read(Page));
    }

    [Fact]
    public void Each_rule_has_its_broken_example()
    {
        string folder = Path.Combine(Clone.Root, Broken);
        if (Writes)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }

            foreach ((string path, string text) in Examples())
            {
                Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
                File.WriteAllText(Path.Combine(folder, path), text);
            }
        }

        string[] there = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
        Assert.Equal(Examples().Select(e => e.Path).Order(StringComparer.Ordinal), there);
        Assert.All(Examples(), e => Assert.Equal(e.Text, File.ReadAllText(Path.Combine(folder, e.Path))));
    }

    [Fact]
    public void The_broken_examples_show_each_rule_once_in_its_own_folder()
    {
        string folder = Path.Combine(Clone.Root, Broken);
        LintFinding[] findings = [.. LintReader.ReadTrees(new FolderTree(folder), [folder], new CrdSchemas()).SelectMany(s => Linter.Check(s, LintRules.All))];

        Assert.All(findings, f => Assert.Equal(f.Place.File.Path.Split('/')[0], f.Rule.Id));
        Assert.Equal(LintRules.All.Select(r => r.Id), findings.Select(f => f.Rule.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_changed_rule_is_seen() => Assert.NotEqual(Text(LintRules.All), Text([.. LintRules.All.Skip(1)]));

    private static IEnumerable<(string Path, string Text)> Examples() => LintRules.All.SelectMany(r => r.Bad.Files
        .Select(f => ($"{r.Id}/{f.Path}", f.Text.EndsWith('\n') ? f.Text : f.Text + "\n"))
        .Append(($"{r.Id}/{LintReader.RootMark}", "This folder is looked at by itself.\n")));

    private static string Text(IReadOnlyList<LintRule> rules)
    {
        StringBuilder page = new(
            """
            # Rules of `phoenix lint`

            Written by a test from the rules themselves (`PHOENIX_WRITE_DOCS=1`); `phoenix lint --explain RULE` prints the same. Formats, exit codes and suppressions: [lint](spec/lint.md).
            Every wrong example is in [examples/broken](../examples/broken).

            | rule | severity | what is wrong |
            |---|---|---|

            """);
        foreach (LintRule rule in rules)
        {
            page.Append(CultureInfo.InvariantCulture, $"| [`{rule.Id}`](#{rule.Id}) | {rule.Severity.ToString().ToLowerInvariant()} | {Escaped(rule.What)} |\n");
        }

        foreach (LintRule rule in rules)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {rule.Id}\n\n{rule.Severity}. {Escaped(rule.What)}\n\n- **Why:** {Escaped(rule.Why)}\n- **Remedy:** {Escaped(rule.Remedy)}\n- **Source:** {Escaped(rule.Source)}\n");
            Append(page, "Wrong", rule.Bad);
            Append(page, "Right", rule.Good);
        }

        return page.ToString();
    }

    private static void Append(StringBuilder page, string word, LintExample example)
    {
        foreach ((string path, string text) in example.Files)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{word} (`{path}`):\n\n```{(path.EndsWith(".conf", StringComparison.Ordinal) ? "ini" : "yaml")}\n{text.TrimEnd('\n')}\n```\n");
        }
    }

    private static string Escaped(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("](", "]\\(", StringComparison.Ordinal);
}
