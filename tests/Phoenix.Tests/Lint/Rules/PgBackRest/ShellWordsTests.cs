using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>Words are split as a shell does it.</summary>
public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("--type=time", new[] { "--type=time" })]
    [InlineData("--target=\"2026-02-10 14:55:00+00\"", new[] { "--target=2026-02-10 14:55:00+00" })]
    [InlineData("--target='a b' --type time", new[] { "--target=a b", "--type", "time" })]
    [InlineData("a\\ b \"c\\\"d\" ''", new[] { "a b", "c\"d", "" })]
    [InlineData("  ", new string[0])]
    [InlineData("\"open", new[] { "open" })]
    [InlineData("a \\\n b", new[] { "a", "b" })]
    public void A_text_is_split(string text, string[] words) => Assert.Equal(words, ShellWords.Split(text));
}
