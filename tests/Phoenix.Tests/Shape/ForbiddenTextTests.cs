using System.Text.RegularExpressions;
using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>What may not be written: waiting without a condition, silent skips, unfinished work, swallowed errors, this or that machine's paths.</summary>
public sealed partial class ForbiddenTextTests
{
    private static readonly (string Name, Func<SourceFile, IEnumerable<int>> Find, bool InTests)[] Rules =
    [
        ("Thread.Sleep: await a condition", Code(@"\bThread\s*\.\s*Sleep\b|\bSpinWait\s*\.\s*SpinUntil\b"), true),
        ("a fixed skip: decide at run time and say why", Code(@"\b(Fact|Theory)\s*\([^)]*\bSkip\s*="), true),
        ("unfinished work", Code(@"\bNotImplementedException\b"), true),
        ("unfinished work", Raw(@"\b(TODO|FIXME)\b"), true),
        ("an error is swallowed", Swallowed, true),
        ("a path of one machine: use Path.GetTempPath()", Literal(@"(?<![\w.])/(work|root|tmp)(/|"")"), true),
        ("material from outside the clone", Raw(@"\.\./shared\b"), false),
    ];

    public static TheoryData<string, string> Planted => new()
    {
        { "Thread.Sleep", "Thread.Sleep(100);" },
        { "a fixed skip", "[Fact(DisplayName = \"x\", Skip = \"later\")]" },
        { "unfinished work", "throw new NotImplementedException();" },
        { "unfinished work", "// TODO: the rest" },
        { "an error is swallowed", "try { } catch { }" },
        { "an error is swallowed", "try { } catch (IOException)\n{\n}" },
        { "an error is swallowed", "try { } catch (Exception e) when (e.Message is { Length: > 0 }) { /* who cares */ }" },
        { "an error is swallowed", "try { } catch (Exception)\n{\n    // nothing\n}" },
        { "a path of one machine", "string a = \"/work/x\";" },
        { "a path of one machine", "string a = $\"{b} /root/.pgpass\";" },
        { "a path of one machine", "string a = \"/tmp\";" },
        { "material from outside", "string a = b + \"/../shared/design\";" },
    };

    [Fact]
    public void Nothing_forbidden_is_written()
    {
        // This folder holds the planted samples.
        IEnumerable<SourceFile> files = Clone.Sources("src", "tests", "bench", "eng").Where(file => !file.Path.StartsWith("tests/Phoenix.Tests/Shape/", StringComparison.Ordinal));

        Assert.Empty(files.SelectMany(Violations));
    }

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_violation_is_found(string name, string text)
    {
        string found = Assert.Single(Violations(new SourceFile("src/Phoenix/A.cs", "// first line\n" + text)));

        Assert.Contains("A.cs:2: " + name, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("// Thread.Sleep is banned\nstring a = \"Thread.Sleep\";")]
    [InlineData("try { } catch (FileNotFoundException)\n{\n    // Gone already: what was asked for.\n}")]
    [InlineData("try { } catch (Exception e) { throw new PhoenixException(a, b, c, e); }")]
    [InlineData("[Fact] public void Skip() { Assert.Skip(\"no server\"); }")]
    [InlineData("string a = \"https://example.org/work/x\"; string b = \"base/tmp/x\";")]
    [InlineData("// kept beside /tmp/x on some systems")]
    public void What_is_allowed_passes(string text)
    {
        Assert.Empty(Violations(new SourceFile("src/Phoenix/A.cs", text)));
    }

    [Fact]
    public void Tests_may_look_outside()
    {
        Assert.Empty(Violations(new SourceFile("tests/Phoenix.Tests/A.cs", "string a = \"/../shared/design\";")));
    }

    private static IEnumerable<string> Violations(SourceFile file) => Rules
        .Where(rule => rule.InTests || !file.Path.StartsWith("tests/", StringComparison.Ordinal))
        .SelectMany(rule => rule.Find(file).Select(position => $"{file.At(position)}: {rule.Name}"));

    private static Func<SourceFile, IEnumerable<int>> Code(string pattern) => file => Positions(file.Code, pattern);

    private static Func<SourceFile, IEnumerable<int>> Raw(string pattern) => file => Positions(file.Text, pattern);

    private static Func<SourceFile, IEnumerable<int>> Literal(string pattern) => file => Positions(file.Uncommented, pattern);

    private static IEnumerable<int> Positions(string text, string pattern) => Regex.Matches(text, pattern).Select(match => match.Index);

    // A block without a statement: only for one kind of error, and with the reason written down.
    private static IEnumerable<int> Swallowed(SourceFile file) => EmptyCatch().Matches(file.Code)
        .Where(match => match.Groups["type"].Value is "" or "Exception" or "System.Exception"
            || string.IsNullOrWhiteSpace(file.Text.Substring(match.Groups["block"].Index, match.Groups["block"].Length)))
        .Select(match => match.Index);

    [GeneratedRegex(@"\bcatch\s*(\(\s*(?<type>[\w.]+)[^)]*\))?\s*(when\s*\((?>[^()]+|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!))\))?\s*\{(?<block>\s*)\}")]
    private static partial Regex EmptyCatch();
}
