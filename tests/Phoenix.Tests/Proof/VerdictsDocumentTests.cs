using Phoenix.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class VerdictsDocumentTests
{
    [Fact]
    public void The_table_has_a_row_for_every_checker_and_no_other()
    {
        string[] named = [.. File.ReadAllLines(Document()).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).Select(l => l.Split('`')[1]).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(Examination.All.Select(c => c.Name).Order(StringComparer.Ordinal), named);
    }

    [Fact]
    public void The_document_says_what_is_never_covered()
    {
        string text = File.ReadAllText(Document());
        Assert.All(Examination.NeverCovered, phrase => Assert.Contains(phrase, text, StringComparison.Ordinal));
    }

    private static string Document()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Phoenix.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(Assert.IsType<DirectoryInfo>(folder).FullName, "docs", "spec", "verdicts.md");
    }
}
