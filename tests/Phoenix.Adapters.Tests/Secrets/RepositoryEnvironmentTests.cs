using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class RepositoryEnvironmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string> _variables = new()
    {
        ["PHOENIX_S3_ENDPOINT"] = "s3.example.org:9000",
        ["PHOENIX_S3_BUCKET"] = "b",
        ["PHOENIX_S3_REGION"] = "r",
        ["PHOENIX_S3_PATH"] = "/pgbackrest/repo1",
        ["PHOENIX_S3_ACCESS_KEY"] = "the-access-key",
        ["PHOENIX_S3_SECRET_KEY"] = "the-secret-key",
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_set_means_the_embedded_endpoint() => Assert.Null(new RepositoryEnvironment(_ => null).Read());

    [Fact]
    public void What_is_needed_is_enough()
    {
        RepositorySettings s = Read();
        Assert.Equal(new S3Settings("s3.example.org", 9000, "r", "b", S3UriStyle.Path, null, "the-access-key", "the-secret-key"), s.S3);
        Assert.Equal(("/pgbackrest/repo1", "db", null), (s.Path, s.Stanza, s.CipherPassphrase));
        Assert.Equal("s3.example.org:9000", s.Location.Endpoint);
    }

    [Fact]
    public void Everything_can_be_set_and_secrets_can_come_from_files()
    {
        File.WriteAllText(_folder.Sub("ca.pem"), "x");
        File.WriteAllText(_folder.Sub("secret"), "from a file\n");
        File.WriteAllText(_folder.Sub("pass"), "p:a=s#s");
        _variables.Remove("PHOENIX_S3_SECRET_KEY");
        Set("PHOENIX_S3_ENDPOINT", "s3.example.org");
        Set("PHOENIX_S3_SECRET_KEY_FILE", _folder.Sub("secret"));
        Set("PHOENIX_CIPHER_PASS_FILE", _folder.Sub("pass"));
        Set("PHOENIX_S3_CA_FILE", _folder.Sub("ca.pem"));
        Set("PHOENIX_S3_URI_STYLE", "host");
        Set("PHOENIX_S3_STANZA", "main");
        RepositorySettings s = Read();
        Assert.Equal((443, "from a file", S3UriStyle.Host, _folder.Sub("ca.pem")), (s.S3.Port, s.S3.SecretKey, s.S3.UriStyle, s.S3.CaFile));
        Assert.Equal(("main", "p:a=s#s"), (s.Stanza, s.CipherPassphrase));
        string text = s.ToString();
        Assert.Equal(3, s.Secrets.Count);
        Assert.All(s.Secrets, secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("PHOENIX_S3_ENDPOINT")]
    [InlineData("PHOENIX_S3_BUCKET")]
    [InlineData("PHOENIX_S3_REGION")]
    [InlineData("PHOENIX_S3_PATH")]
    [InlineData("PHOENIX_S3_ACCESS_KEY")]
    [InlineData("PHOENIX_S3_SECRET_KEY")]
    public void Each_that_is_missing_or_empty_is_named(string name)
    {
        _variables.Remove(name);
        Assert.StartsWith(name + ":", Refused(), StringComparison.Ordinal);
        Set(name, "");
        Assert.StartsWith(name + ":", Refused(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PHOENIX_S3_ENDPOINT", "127.0.0.1:9000")]
    [InlineData("PHOENIX_S3_ENDPOINT", "10.0.0.1")]
    [InlineData("PHOENIX_S3_ENDPOINT", "::1")]
    [InlineData("PHOENIX_S3_ENDPOINT", "[::1]:9000")]
    [InlineData("PHOENIX_S3_ENDPOINT", "https://s3.example.org")]
    [InlineData("PHOENIX_S3_ENDPOINT", "s3.example.org:x")]
    [InlineData("PHOENIX_S3_ENDPOINT", "s3.example.org:70000")]
    [InlineData("PHOENIX_S3_ENDPOINT", "s3 example")]
    [InlineData("PHOENIX_S3_PATH", "repo1")]
    [InlineData("PHOENIX_S3_PATH", "/a//b")]
    [InlineData("PHOENIX_S3_PATH", "/")]
    [InlineData("PHOENIX_S3_PATH", "/a/phoenix")]
    [InlineData("PHOENIX_S3_URI_STYLE", "virtual")]
    [InlineData("PHOENIX_S3_STANZA", "a/b")]
    [InlineData("PHOENIX_S3_CA_FILE", "ca.pem")]
    [InlineData("PHOENIX_S3_CA_FILE", "/nowhere/ca.pem")]
    [InlineData("PHOENIX_S3_SECRET_KEY", "two\nlines")]
    [InlineData("PHOENIX_S3_SECRET_KEY", " blank")]
    [InlineData("PHOENIX_CIPHER_PASS", "")]
    [InlineData("PHOENIX_CIPHER_PASS_FILE", "/nowhere/pass")]
    public void A_wrong_value_is_named(string name, string value)
    {
        Set(name, value);
        Assert.StartsWith(name + ":", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_variable_alone_is_partly_set()
    {
        _variables.Clear();
        Set("PHOENIX_S3_BUCKET", "b");
        Assert.StartsWith("PHOENIX_S3_", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_and_its_file_are_one_too_many()
    {
        Set("PHOENIX_S3_SECRET_KEY_FILE", "/nowhere");
        Assert.Contains("PHOENIX_S3_SECRET_KEY_FILE", Refused(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_file_is_an_empty_value()
    {
        _variables.Remove("PHOENIX_S3_SECRET_KEY");
        File.WriteAllText(_folder.Sub("secret"), "\n");
        Set("PHOENIX_S3_SECRET_KEY_FILE", _folder.Sub("secret"));
        Assert.Contains("empty", Refused(), StringComparison.Ordinal);
    }

    private void Set(string name, string value) => _variables[name] = value;

    private RepositorySettings Read() => new RepositoryEnvironment(name => _variables.GetValueOrDefault(name)).Read()!;

    private string Refused()
    {
        PhoenixException e = Assert.Throws<PhoenixException>(Read);
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.False(string.IsNullOrEmpty(e.Hint));
        Assert.DoesNotContain("two\nlines", e.Message, StringComparison.Ordinal);
        return e.Message;
    }
}
