using Phoenix.Manifests.Lint;
using Xunit;

namespace Phoenix.Tests.Lint;

/// <summary>A finding is accepted by a comment with a reason, and by nothing else.</summary>
public sealed class SuppressionTests
{
    private const string Head = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata:\n";

    [Theory]
    [InlineData("  key: \"bad\" # phoenix-lint: disable=mark it is meant\n")]
    [InlineData("  # phoenix-lint: disable=mark it is meant\n  key: bad\n")]
    [InlineData("  # phoenix-lint: disable=other,mark it is meant\n  # and more words\n  key: bad\n")]
    [InlineData("  #phoenix-lint: disable=mark it is meant\r\n  key: bad\r\n")]
    [InlineData("  key: bad   #  phoenix-lint:   disable=mark   it is meant\n")]
    public void A_comment_with_a_reason_accepts(string lines) => Assert.Empty(Marks(lines));

    [Theory]
    [InlineData("  # phoenix-lint: disable=mark\n  key: bad\n")]
    [InlineData("  # phoenix-lint: disable=mark   \n  key: bad\n")]
    [InlineData("  # phoenix-lint: disable=other it is meant\n  key: bad\n")]
    [InlineData("  # phoenix-lint: disable=mark it is meant\n  fine: x\n  key: bad\n")]
    [InlineData("  # phoenix-lint: disable=mark it is meant\n\n  key: bad\n")]
    [InlineData("  fine: x # phoenix-lint: disable=mark it is meant\n  key: bad\n")]
    [InlineData("  fine: 'phoenix-lint: disable=mark it is meant'\n  key: bad\n")]
    public void Anything_else_does_not(string lines) => Assert.Single(Marks(lines));

    [Fact]
    public void What_is_accepted_is_counted()
    {
        Linter.Check(Look.Read(("a.yaml", Head + "  key: bad # phoenix-lint: disable=mark it is meant\n")), [new MarkRule()], out IReadOnlyList<LintFinding> accepted);

        Assert.Single(accepted);
    }

    [Fact]
    public void A_suppression_is_itself_looked_at()
    {
        string[] found = Look.At(Look.Read(("a.yaml", Head
            + "  a: x # phoenix-lint: disable=unreadable-file\n"
            + "  b: x # phoenix-lint: disable=unreadable-fil it is meant\n"
            + "  c: x # phoenix-lint: disable=unreadable-file it is meant\n"
            + "  d: x # phoenix-lint: disable= it is meant\n")));

        Assert.Equal(["suppression-without-reason a.yaml:5:8", "suppression-of-unknown-rule a.yaml:6:8", "suppression-unused a.yaml:7:8", "suppression-of-unknown-rule a.yaml:8:8"], found);
    }

    [Fact]
    public void In_a_configuration_it_works_the_same()
    {
        LintSet set = Look.Read(("pgbackrest.conf", "[global]\n# phoenix-lint: disable=mark it is meant\nrepo1-path=bad\nrepo1-host=bad\n"));

        Assert.Equal(4, Assert.Single(Linter.Check(set, [new MarkRule()])).Place.Line);
    }

    private static IReadOnlyList<LintFinding> Marks(string lines) => Linter.Check(Look.Read(("a.yaml", Head + lines)), [new MarkRule()]);
}
