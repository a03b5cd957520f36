using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class RepositoryFormTests
{
    [Theory]
    [InlineData("s3.example.org", "s3.example.org", 443)]
    [InlineData("localhost:9000", "localhost", 9000)]
    public void An_endpoint_is_a_name_with_or_without_a_port(string text, string host, int port)
    {
        Assert.Null(RepositoryForm.Endpoint(text));
        Assert.Equal((host, port), RepositoryForm.SplitEndpoint(text));
    }

    [Theory]
    [InlineData("127.0.0.1:9000", "is an IP address")]
    [InlineData("10.0.0.1", "is an IP address")]
    [InlineData("::1", "is an IP address")]
    [InlineData("[::1]:9000", "is an IP address")]
    [InlineData("https://s3.example.org", "holds a scheme")]
    [InlineData("s3.example.org/bucket", "holds a scheme or a path")]
    [InlineData("s3.example.org:", "has no valid port")]
    [InlineData("s3.example.org:0", "has no valid port")]
    [InlineData("s3.example.org:65536", "has no valid port")]
    [InlineData("s3.example.org:+1", "has no valid port")]
    [InlineData("s3 example", "is no host name")]
    [InlineData("", "is no host name")]
    public void A_wrong_endpoint_is_told_why(string text, string why) => Told(RepositoryForm.Endpoint(text), why);

    [Theory]
    [InlineData("repo1", "does not begin with '/'")]
    [InlineData("/a//b", "contains '//'")]
    [InlineData("/", "leaves no place")]
    [InlineData("/a/phoenix", "leaves no place")]
    [InlineData("/a/phoenix/", "leaves no place")]
    [InlineData("/phoenix/a", null)]
    [InlineData("/pgbackrest/repo1", null)]
    public void A_path_is_below_the_root_and_leaves_place_beside_it(string path, string? why) => Told(RepositoryForm.Path(path), why);

    [Theory]
    [InlineData("db-1_a.b", null)]
    [InlineData("a/b", "is no stanza name")]
    [InlineData("ä", "is no stanza name")]
    public void A_stanza_has_few_characters(string stanza, string? why) => Told(RepositoryForm.Stanza(stanza), why);

    [Theory]
    [InlineData("path", null)]
    [InlineData("host", null)]
    [InlineData("Path", "is neither")]
    public void A_style_is_one_of_two(string style, string? why) => Told(RepositoryForm.UriStyle(style), why);

    [Theory]
    [InlineData("/etc/ca.pem", null)]
    [InlineData("ca.pem", "is a relative path")]
    public void A_certificate_has_an_absolute_path(string file, string? why) => Told(RepositoryForm.CaFile(file), why);

    [Theory]
    [InlineData("p:a=s#s word", null)]
    [InlineData("", "an empty value")]
    [InlineData("hunter2\n", "a value with a line break")]
    [InlineData("hun\tter2", "a value with a line break")]
    [InlineData(" hunter2", "or a blank at an end")]
    [InlineData("hunter2 ", "or a blank at an end")]
    public void A_value_is_one_line_and_is_not_shown(string value, string? why)
    {
        Told(RepositoryForm.Value(value), why);
        Assert.DoesNotContain("hun", RepositoryForm.Value(value)?.ToString() ?? "", StringComparison.Ordinal);
    }

    private static void Told((string What, string Hint)? fault, string? why)
    {
        Assert.Equal(why is null, fault is null);
        if (fault is (string what, string hint))
        {
            Assert.Contains(why!, what, StringComparison.Ordinal);
            Assert.NotEmpty(hint);
        }
    }
}
