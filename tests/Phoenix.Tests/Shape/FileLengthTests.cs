using Xunit;

namespace Phoenix.Tests.Shape;

/// <summary>One concept a file: none is longer than 400 lines, and the distribution is printed.</summary>
public sealed class FileLengthTests
{
    private const int Limit = 400;

    // Data tables and contract suites, each by its path.
    private static readonly string[] Exempt = [];

    [Fact]
    public void No_file_is_longer_than_the_limit()
    {
        IReadOnlyList<SourceFile> files = Clone.Sources("src", "tests", "bench", "eng");
        Assert.True(files.Count > 50, "the search for sources finds too few");
        foreach (string folder in new[] { "src", "tests", "bench", "eng" })
        {
            int[] lines = [.. files.Where(file => file.Path.StartsWith(folder + "/", StringComparison.Ordinal)).Select(file => file.Lines).Order()];
            TestContext.Current.TestOutputHelper?.WriteLine(Describe(folder, lines));
        }

        Assert.Empty(TooLong(files));
    }

    [Fact]
    public void An_exemption_that_is_not_needed_is_removed()
    {
        Assert.All(Exempt, path => Assert.True(new SourceFile(path, Clone.Read(path)).Lines > Limit, path));
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(401, true)]
    public void A_long_file_is_found(int lines, bool found)
    {
        SourceFile file = new("src/Phoenix/Long.cs", string.Concat(Enumerable.Repeat("// line\n", lines)));

        Assert.Equal(found, TooLong([file]).Any());
    }

    private static IEnumerable<string> TooLong(IEnumerable<SourceFile> files) =>
        files.Where(file => file.Lines > Limit && !Exempt.Contains(file.Path)).Select(file => $"{file.Path}: {file.Lines} lines, at most {Limit} are allowed");

    private static string Describe(string folder, int[] sorted) => sorted.Length == 0
        ? $"{folder}: no files"
        : $"{folder}: {sorted.Length} files, {sorted.Sum()} lines; median {sorted[sorted.Length / 2]} (aim 60), 95th percentile {sorted[Math.Min(sorted.Length - 1, sorted.Length * 95 / 100)]} (aim 250), longest {sorted[^1]}";
}
