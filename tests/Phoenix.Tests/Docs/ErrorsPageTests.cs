using System.Globalization;
using System.Text;
using Phoenix.Errors;
using Phoenix.Tests.Shape;
using Xunit;

namespace Phoenix.Tests.Docs;

/// <summary>docs/spec/errors.md says what the catalogue says. With PHOENIX_WRITE_DOCS=1 the page is rewritten first.</summary>
public sealed class ErrorsPageTests
{
    private const string Page = "docs/spec/errors.md";
    private const string Begin = "<!-- catalogue:begin -->\n";
    private const string End = "<!-- catalogue:end -->";

    [Fact]
    public void The_page_equals_the_catalogue()
    {
        string text = Clone.Read(Page);
        if (Environment.GetEnvironmentVariable("PHOENIX_WRITE_DOCS") == "1")
        {
            text = Replace(text, Table(ErrorCatalogue.All));
            File.WriteAllText(Path.Combine(Clone.Root, Page), text);
        }

        Assert.Equal(Replace(text, Table(ErrorCatalogue.All)), text);
    }

    [Fact]
    public void A_changed_entry_is_seen()
    {
        ErrorDefinition[] changed = [.. ErrorCatalogue.All];
        changed[3] = changed[3] with { ExitCode = 1 };

        Assert.NotEqual(Table(ErrorCatalogue.All), Table(changed));
    }

    [Fact]
    public void Every_code_is_defined_once_and_ends_with_a_known_exit_code()
    {
        Assert.Equal(Enum.GetValues<ErrorCode>().Order(), ErrorCatalogue.All.Select(entry => entry.Code).Order());
        Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(entry => entry.Id).Distinct().Count());
        Assert.All(ErrorCatalogue.All, entry => Assert.Contains(entry.ExitCode, new[] { 1, 2, 3, 4, 5 }));
    }

    private static string Replace(string page, string table)
    {
        int begin = page.IndexOf(Begin, StringComparison.Ordinal);
        int end = page.IndexOf(End, StringComparison.Ordinal);
        Assert.True(begin >= 0 && end > begin, "the page has lost its markers");
        return page[..(begin + Begin.Length)] + table + page[end..];
    }

    private static string Table(IReadOnlyList<ErrorDefinition> entries)
    {
        StringBuilder table = new("| id | exit code | transient | meaning |\n|---|---|---|---|\n");
        foreach (ErrorDefinition entry in entries)
        {
            table.Append(CultureInfo.InvariantCulture, $"| `{entry.Id}` | {entry.ExitCode} | {(entry.Transient ? "yes" : "no")} | {entry.Summary} |\n");
        }

        return table.ToString();
    }
}
