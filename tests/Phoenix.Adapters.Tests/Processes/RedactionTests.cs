using System.Text;
using Phoenix.Adapters.Processes;
using Xunit;

namespace Phoenix.Adapters.Tests.Processes;

public sealed class RedactionTests
{
    private const string Pem = "-----BEGIN PRIVATE KEY-----\r\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\r\nBKcwggSjAgEAAoIBAQ\r\nAbc=\r\n-----END PRIVATE KEY-----\r\n";

    [Theory]
    [InlineData("a pass word b", "pass", "a [redacted] word b")]
    [InlineData("passpass", "pass", "[redacted][redacted]")]
    [InlineData("nothing", "pass", "nothing")]
    [InlineData("nothing", "", "nothing")]
    [InlineData("", "pass", "")]
    [InlineData("aaa", "aa", "[redacted]")]
    [InlineData("red", "red", "[redacted]")]
    public void A_secret_is_replaced(string text, string secret, string expected) => Assert.Equal(expected, Redaction.Of([secret]).Apply(text));

    [Fact]
    public void A_secret_within_another_leaves_nothing_of_the_longer_one()
    {
        Assert.Equal("x[redacted]y", Redaction.Of(["pass", "passphrase"]).Apply("xpassphrasey"));
        Assert.Equal("x[redacted]y", Redaction.Of(["abcdef", "defghi"]).Apply("xabcdefghiy"));
    }

    [Fact]
    public void Each_long_line_of_a_secret_is_replaced_however_it_is_set()
    {
        Redaction redaction = Redaction.Of([Pem]);
        Assert.Equal("key: [redacted]!", redaction.Apply("key: " + Pem.TrimEnd() + "!"));

        string indented = string.Join('\n', Pem.Split("\r\n").Select(line => "  | " + line));
        Assert.Equal("  | [redacted]\n  | [redacted]\n  | [redacted]\n  | Abc=\n  | [redacted]\n  | ", redaction.Apply(indented));
    }

    [Fact]
    public void A_short_line_of_a_secret_is_no_secret() => Assert.Equal("end of it", Redaction.Of(["if this_is_long_enough\nend"]).Apply("end of it"));

    [Fact]
    public void A_capture_that_lost_its_middle_shows_no_half_of_a_secret()
    {
        BoundedCapture capture = new(capacity: 20);
        capture.Append(Encoding.UTF8.GetBytes("12345hunter" + "2 lost lost lost hun" + "ter2 12345"));
        string text = capture.ToText(["hunter2"]);
        Assert.Equal("12345[redacted]\n[21 bytes left out]\n[redacted] 12345", text);
    }

    [Fact]
    public void A_capture_finds_a_secret_where_its_halves_meet()
    {
        BoundedCapture capture = new(capacity: 20);
        capture.Append(Encoding.UTF8.GetBytes("1234567hunter2 12"));
        Assert.Equal("1234567[redacted] 12", capture.ToText(["hunter2"]));
    }
}
