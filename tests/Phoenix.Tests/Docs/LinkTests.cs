using System.Text.RegularExpressions;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Docs;

/// <summary>Relative links in the pages of the clone lead somewhere, down to the heading.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Every_relative_link_resolves()
    {
        string[] pages = [.. Clone.Files("", "*.md")];
        Assert.Contains("README.md", pages);

        Assert.Empty(pages.SelectMany(page => Broken(page, Clone.Read(page))));
    }

    [Theory]
    [InlineData("docs/a.md", "[x](nowhere.md)")]
    [InlineData("docs/a.md", "[x](README.md)")]
    [InlineData("README.md", "[x](docs/spec/cli.md#no-such-heading)")]
    [InlineData("README.md", "# One\n[x](#two)")]
    [InlineData("README.md", "[x](/etc/passwd)")]
    [InlineData("README.md", "![x](docs/nowhere.png \"title\")")]
    public void A_broken_link_is_found(string page, string text)
    {
        Assert.Single(Broken(page, text));
    }

    [Theory]
    [InlineData("docs/a.md", "[x](../README.md)")]
    [InlineData("docs/a.md", "[x](https://example.org/nowhere) `[y](z)`\n```\n[x](nowhere.md)\n```")]
    [InlineData("README.md", "# One two: three\n[x](#one-two-three) [y](docs/spec/cli.md#exit-codes) [z](docs)")]
    public void A_good_link_passes(string page, string text)
    {
        Assert.Empty(Broken(page, text));
    }

    private static IEnumerable<string> Broken(string page, string text)
    {
        foreach (Match match in Link().Matches(CodeSpan().Replace(text, "")))
        {
            string target = match.Groups["target"].Value;
            if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            string[] parts = target.Split('#', 2);
            string path = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
            string full = Path.GetFullPath(Path.Combine(Clone.Root, path));
            bool inside = parts[0].Length == 0 || (full + "/").StartsWith(Clone.Root + "/", StringComparison.Ordinal);
            bool there = parts[0].Length == 0 || File.Exists(full) || Directory.Exists(full);
            if (!inside || !there || (parts.Length > 1 && !Headings(parts[0].Length == 0 ? text : File.ReadAllText(full)).Contains(parts[1])))
            {
                yield return $"{page}: ({target}) leads nowhere";
            }
        }
    }

    private static IEnumerable<string> Headings(string text) => Heading().Matches(text)
        .Select(match => NotInAnchor().Replace(match.Groups["title"].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\[[^\]\n]*\]\((?<target>[^)\s]+)[^)\n]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"```.*?```|`[^`\n]*`", RegexOptions.Singleline)]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"^#+ (?<title>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();
}
