using Xunit;

namespace Phoenix.Tests.Shape;

public sealed class CSharpTextTests
{
    [Theory]
    [InlineData("a(); // b(\"\nc();", "a();       \nc();")]
    [InlineData("a(/* \" */1);", "a(       1);")]
    [InlineData("f(\"x\\\"y\", g);", "f(\"    \", g);")]
    [InlineData("f(@\"x\"\"\\\", g);", "f(@\"    \", g);")]
    [InlineData("f(\"\", g);", "f(\"\", g);")]
    [InlineData("f($\"a{b(\"c\")}d\", e);", "f($\" {b(\" \")} \", e);")]
    [InlineData("f($\"{{a}}{b}\", e);", "f($\"     {b}\", e);")]
    [InlineData("f(\"\"\"a\"b\"\"\", c);", "f(\"\"\"   \"\"\", c);")]
    [InlineData("f($$\"\"\"{a}{{b}}\"\"\", c);", "f($$\"\"\"   {{b}}\"\"\", c);")]
    [InlineData("f('\"', '\\'', g);", "f(' ', '  ', g);")]
    public void Comments_and_literals_are_blanked(string text, string expected)
    {
        Assert.Equal(expected, CSharpText.Blank(text, keepStrings: false));
    }

    [Fact]
    public void Literals_can_be_kept()
    {
        Assert.Equal("f(\"// x\");     ", CSharpText.Blank("f(\"// x\"); // y", keepStrings: true));
    }
}
