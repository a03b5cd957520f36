using Phoenix.Errors;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class RecoveryTargetParserTests
{
    [Theory]
    [InlineData("latest", "latest")]
    [InlineData("immediate", "immediate")]
    [InlineData("time", "time")]
    [InlineData("time=2026-02-10 14:55:00+00", "time=2026-02-10 14:55:00.000000+00")]
    [InlineData("time=2026-02-10 15:55:00.25+01", "time=2026-02-10 14:55:00.250000+00")]
    [InlineData("time=2026-02-10T14:55:00Z", "time=2026-02-10 14:55:00.000000+00")]
    [InlineData("time=2026-02-10 09:25:00-05:30,inclusive=false", "time=2026-02-10 14:55:00.000000+00,inclusive=false")]
    [InlineData("lsn=0/3000148,timeline=7", "lsn=0/3000148,timeline=7")]
    [InlineData("xid=1234,inclusive=false", "xid=1234,inclusive=false")]
    [InlineData("name=before-wipe", "name=before-wipe")]
    public void Reads_a_target_and_writes_it_back(string text, string expected)
    {
        RecoveryTarget target = RecoveryTargetParser.Parse(text);

        Assert.Equal(expected, target.ToString());
        Assert.Equal(target, RecoveryTargetParser.Parse(target.ToString()));
    }

    [Theory]
    [InlineData("time=2026-02-10 14:55:00", "offset")]
    [InlineData("time=2026-02-10", "offset")]
    [InlineData("time=yesterday+00", "offset")]
    [InlineData("time=2026-02-30 14:55:00+00", "no date")]
    [InlineData("latest=1", "takes no value")]
    [InlineData("latest,inclusive=false", "means nothing")]
    [InlineData("name=x,inclusive=false", "means nothing")]
    [InlineData("lsn=3000148", "no LSN")]
    [InlineData("xid=2", "no transaction id")]
    [InlineData("xid=-4", "no transaction id")]
    [InlineData("name=", "1 to 63")]
    [InlineData("newest", "no kind")]
    [InlineData("0", "no kind")]
    [InlineData("lsn=0/1,timeline=0", "no option")]
    [InlineData("lsn=0/1,exclusive=true", "no option")]
    [InlineData("", "no recovery target")]
    public void Refuses_what_is_no_target_and_says_why(string text, string why)
    {
        var e = Assert.Throws<PhoenixException>(() => RecoveryTargetParser.Parse(text));

        Assert.Equal(ErrorCode.TargetImpossible, e.Code);
        Assert.Equal(2, e.Definition.ExitCode);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        Assert.NotEmpty(e.Hint);
    }

    [Fact]
    public void Knows_which_targets_the_drill_must_set_itself()
    {
        Assert.True(RecoveryTargetParser.Parse("time").NeedsValue);
        Assert.False(RecoveryTargetParser.Parse("time=2026-02-10 14:55:00+00").NeedsValue);
        Assert.False(RecoveryTarget.Latest.NeedsValue);
        Assert.False(RecoveryTarget.Immediate.NeedsValue);
    }
}
