using System.Text;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Fixes;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>A fix changes what it names and not one byte more.</summary>
public sealed class LintSpliceTests
{
    [Theory]
    [InlineData("apiVersion: v1\nkind: ConfigMap # ä comment\nmetadata: {name: a}\ndata:\n    odd  :   bad   # kept\n    'x': 'bad'\n    y: \"bad\"\n", "apiVersion: v1\nkind: ConfigMap # ä comment\nmetadata: {name: a}\ndata:\n    odd  :   good   # kept\n    'x': 'good'\n    y: \"good\"\n")]
    [InlineData("\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: ä😀}\r\ndata: {a: bad}", "\uFEFFapiVersion: v1\r\nkind: ConfigMap\r\nmetadata: {name: ä😀}\r\ndata: {a: good}")]
    public void All_else_stays_as_it_was(string before, string after) => Assert.Equal(after, Encoding.UTF8.GetString(Mended("a.yaml", before)));

    [Theory]
    [InlineData("[global]\r\nrepo1-path = bad\r\n# kept\r\n", "[global]\r\nrepo1-path = good\r\n# kept\r\n")]
    [InlineData("\uFEFF[global]\nrepo1-path=bad", "\uFEFF[global]\nrepo1-path=good")]
    public void A_configuration_is_mended_the_same(string before, string after) => Assert.Equal(after, Encoding.UTF8.GetString(Mended("pgbackrest.conf", before)));

    [Fact]
    public void A_configuration_in_a_block_is_mended_where_it_stands()
    {
        const string before = "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  s3.conf: |-\n\n    [global]\n    repo1-path=bad\n    repo1-s3-key = bad\n  other: x\n";

        Assert.Equal(before.Replace("bad", "good", StringComparison.Ordinal), Encoding.UTF8.GetString(Mended("a.yaml", before)));
    }

    [Fact]
    public void Of_fixes_that_overlap_the_first_is_put_in_and_of_twins_one()
    {
        LintFile file = new("a.conf", () => []);
        byte[] made = LintSplice.Apply(Look.Bytes("0123456789"), [new(file, 2, 5, "X"), new(file, 4, 6, "Y"), new(file, 2, 5, "X"), new(file, 8, 8, "Z"), new(file, 9, 99, "no")], out IReadOnlyList<LintFix> done);

        Assert.Equal("01X567Z89", Encoding.UTF8.GetString(made));
        Assert.Equal(2, done.Count);
    }

    [Fact]
    public void The_diff_is_one_that_patch_takes()
    {
        LintFile file = new("a.conf", () => []);
        string text = string.Concat(Enumerable.Range(1, 30).Select(i => $"line{i:00}\n")) + "last";
        LintFix[] fixes = [new(file, 7 * 2, (7 * 2) + 6, "third"), new(file, 7 * 4, 7 * 5, ""), new(file, 7 * 30, (7 * 30) + 4, "end\n")];

        string diff = LineDiff.Of("a.conf", text, fixes);

        Assert.Equal(
            "--- a/a.conf\n+++ b/a.conf\n@@ -1,8 +1,7 @@\n line01\n line02\n-line03\n+third\n line04\n-line05\n line06\n line07\n line08\n"
            + "@@ -28,4 +27,4 @@\n line28\n line29\n line30\n-last\n\\ No newline at end of file\n+end\n",
            diff);
        Assert.Equal("", LineDiff.Of("a.conf", text, []));
    }

    private static byte[] Mended(string path, string text)
    {
        byte[] content = Look.Bytes(text);
        LintFix[] fixes = [.. Linter.Check(Look.ReadBytes(path, content), [new MarkRule()]).Select(f => f.Fix).OfType<LintFix>()];
        Assert.NotEmpty(fixes);
        return LintSplice.Apply(content, fixes, out _);
    }
}
