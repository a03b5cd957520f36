using Phoenix.Adapters.Processes;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Secrets;

public sealed class RepositoryCredentialsTests
{
    private readonly Dictionary<string, string> _variables = new() { ["ACCESS"] = "the-access-key", ["SECRET"] = "the-secret-key", ["PASS"] = "the-passphrase", ["SESSION"] = "the-session" };

    private readonly RepositoryDefinition _definition = new(
        new RepositoryLocation("s3.example.org:9000", "b", "r", "/pgbackrest/repo1", "main"), HostStyle: false, null, Of("ACCESS"), Of("SECRET"), null, null);

    [Fact]
    public async Task Settings_are_those_of_the_file_with_the_secrets_read()
    {
        RepositorySettings settings = await ReadAsync(_definition);
        Assert.Equal(new S3Settings("s3.example.org", 9000, "r", "b", S3UriStyle.Path, null, "the-access-key", "the-secret-key"), settings.S3);
        Assert.Equal(_definition.Location, settings.Location);
        Assert.Null(settings.CipherPassphrase);
    }

    [Fact]
    public async Task What_is_optional_is_read_where_it_is_declared()
    {
        RepositorySettings settings = await ReadAsync(_definition with
        {
            HostStyle = true,
            CaFile = "/etc/ca.pem",
            SessionToken = Of("SESSION"),
            CipherPassphrase = Of("PASS"),
            Location = _definition.Location with { Endpoint = "s3.example.org" },
        });
        Assert.Equal(("the-session", "the-passphrase"), (settings.S3.SessionToken, settings.CipherPassphrase));
        Assert.Equal((443, S3UriStyle.Host, "/etc/ca.pem"), (settings.S3.Port, settings.S3.UriStyle, settings.S3.CaFile));
    }

    [Theory]
    [InlineData("127.0.0.1:9000", "/a/b", "db", null, "endpoint")]
    [InlineData("", "/a/b", "db", null, "endpoint")]
    [InlineData("s3.example.org:0", "/a/b", "db", null, "endpoint")]
    [InlineData("s3.example.org", "a/b", "db", null, "path")]
    [InlineData("s3.example.org", "/a//b", "db", null, "path")]
    [InlineData("s3.example.org", "/phoenix", "db", null, "path")]
    [InlineData("s3.example.org", "/a/b", "d/b", null, "stanza")]
    [InlineData("s3.example.org", "/a/b", "", null, "stanza")]
    [InlineData("s3.example.org", "/a/b", "db", "ca.pem", "CA file")]
    public async Task A_wrong_form_is_named_before_any_secret_is_read(string endpoint, string path, string stanza, string? caFile, string named)
    {
        _variables.Clear();
        PhoenixException e = await RefusedAsync(_definition with { Location = new RepositoryLocation(endpoint, "b", "r", path, stanza), CaFile = caFile });
        Assert.StartsWith($"the repository's {named}: ", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData(" hunter2")]
    public async Task A_secret_that_pgbackrest_could_not_read_back_is_refused_unseen(string value)
    {
        _variables["SECRET"] = value;
        PhoenixException e = await RefusedAsync(_definition);
        Assert.StartsWith("the repository's secret key: a value with", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(value, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_secret_is_named()
    {
        _variables.Remove("SECRET");
        Assert.Contains("'repository secret key': the environment variable 'SECRET' is not set", (await RefusedAsync(_definition)).Message, StringComparison.Ordinal);
    }

    private static SecretDefinition.Env Of(string variable) => new(variable);

    private Task<RepositorySettings> ReadAsync(RepositoryDefinition definition) => new RepositoryCredentials(new SecretReader(
        new Dictionary<string, SecretDefinition>(),
        new ToolRunner(new RecordingObserver(), TimeProvider.System),
        TimeProvider.System,
        name => _variables.GetValueOrDefault(name))).ReadAsync(definition, TestContext.Current.CancellationToken);

    private async Task<PhoenixException> RefusedAsync(RepositoryDefinition definition)
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => ReadAsync(definition));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        return e;
    }
}
