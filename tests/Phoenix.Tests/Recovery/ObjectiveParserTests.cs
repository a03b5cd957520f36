using Phoenix.Errors;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class ObjectiveParserTests
{
    [Theory]
    [InlineData("90s", 90)]
    [InlineData("12m", 720)]
    [InlineData("1h30m", 5400)]
    [InlineData("0.5s", 0.5)]
    [InlineData("250ms", 0.25)]
    [InlineData("1d", 86400)]
    public void Reads_durations(string text, double seconds) => Assert.Equal(seconds, ObjectiveParser.ParseDuration(text).TotalSeconds);

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("m")]
    [InlineData("-5s")]
    [InlineData("0s")]
    [InlineData("5 m")]
    [InlineData("5x")]
    [InlineData("99999999999999d")]
    public void Refuses_what_is_no_duration(string text) =>
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => ObjectiveParser.ParseDuration(text)).Code);

    [Fact]
    public void Reads_each_form_of_an_rpo()
    {
        Assert.Equal(new Rpo.Report(), ObjectiveParser.ParseRpo("report"));
        Assert.Equal(new Rpo.NoRow(), ObjectiveParser.ParseRpo("0"));
        Assert.Equal(new Rpo.Duration(TimeSpan.FromSeconds(30)), ObjectiveParser.ParseRpo("30s"));
        Assert.Equal(new Rpo.Size(16 << 20), ObjectiveParser.ParseRpo("16MB"));
        Assert.Equal(new Rpo.Size(5), ObjectiveParser.ParseRpo("5B"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("16")]
    [InlineData("16XB")]
    [InlineData("0MB")]
    [InlineData("9999999999999GB")]
    public void Refuses_what_is_no_rpo(string text) =>
        Assert.Equal(ErrorCode.Usage, Assert.Throws<PhoenixException>(() => ObjectiveParser.ParseRpo(text)).Code);
}
