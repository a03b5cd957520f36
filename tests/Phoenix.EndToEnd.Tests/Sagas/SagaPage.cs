using System.Text.RegularExpressions;
using Phoenix.EndToEnd.Tests.Launcher;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>docs/sagas.md: each section is what one test printed. With PHOENIX_WRITE_DOCS=1 a test writes its section first.</summary>
internal static partial class SagaPage
{
    private const string Intended = "2.45";
    private static readonly Lock Gate = new();

    private static string File => Path.Combine(Script.Root, "docs", "sagas.md");

    /// <summary>The page's sections by name, in the page's order.</summary>
    public static IReadOnlyList<(string Name, string Text)> Sections() =>
        [.. Section().Matches(System.IO.File.ReadAllText(File)).Select(m => (m.Groups["name"].Value, m.Groups["text"].Value))];

    /// <summary>Compares a section with the page; one made by another pgBackRest than the page's, whose words may be others, is not compared.</summary>
    public static void Check(string name, string text, string version)
    {
        if (Environment.GetEnvironmentVariable("PHOENIX_WRITE_DOCS") == "1")
        {
            Write(name, text);
        }

        if (version != Intended)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"not compared with docs/sagas.md, which has the words of pgBackRest {Intended}: here is {version}");
            return;
        }

        Assert.Equal(text, Sections().Single(s => s.Name == name).Text);
    }

    private static void Write(string name, string text)
    {
        lock (Gate)
        {
            string page = System.IO.File.ReadAllText(File);
            Match old = Section().Matches(page).FirstOrDefault(m => m.Groups["name"].Value == name) ?? throw new InvalidOperationException($"docs/sagas.md has no section '{name}'");
            Group inner = old.Groups["text"];
            System.IO.File.WriteAllText(File, page[..inner.Index] + text + page[(inner.Index + inner.Length)..]);
        }
    }

    [GeneratedRegex(@"<!-- saga:(?<name>[a-z-]+) -->\n(?<text>.*?)<!-- /saga -->", RegexOptions.Singleline)]
    private static partial Regex Section();
}
