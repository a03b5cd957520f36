using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>How a cluster's repository is reached is put together from its manifest and from what it mounts; what cannot be seen is not guessed.</summary>
public sealed class S3RepositoryTests
{
    private const string Address = "endpoint: 10.0.0.5:9000";

    private static readonly string Cluster = Examples.Cluster.With("endpoint: s3.eu-central-1.amazonaws.com", Address);

    [Fact]
    public void An_address_in_host_style_is_found_in_both_places() => Assert.Equal(2, Found(Cluster).Length);

    [Fact]
    public void In_path_style_the_certificate_is_the_fault() =>
        Assert.All(Found(Cluster.With("repo1-path: /pgbackrest/repo1", "repo1-path: /pgbackrest/repo1\n        repo1-s3-uri-style: path")), m => Assert.Contains("[095]", m, StringComparison.Ordinal));

    [Fact]
    public void What_a_mounted_Secret_sets_counts() =>
        Assert.Empty(Found(Cluster.With("          [global]\n", "          [global]\n          repo1-s3-uri-style=path\n          repo1-storage-verify-tls=n\n")));

    [Fact]
    public void A_Secret_that_is_not_seen_may_set_it() => Assert.Empty(Found(Cluster.With("  target:\n    name: s3-creds", "  target:\n    name: another")));

    [Fact]
    public void A_variable_may_set_it() => Assert.Empty(Found(Cluster.With("repo1-path: /pgbackrest/repo1", "repo1-path: /pgbackrest/repo1\n        repo1-s3-uri-style: ${STYLE}")));

    [Fact]
    public void A_variable_may_be_a_name() => Assert.Empty(Found(Cluster.With(Address, "endpoint: ${ENDPOINT}")));

    [Theory]
    [InlineData("s3.amazonaws.com", "s3.amazonaws.com", null, "")]
    [InlineData("https://s3.example.org:9000/a/b", "s3.example.org", "https", "/a/b")]
    [InlineData("http://[fd00::1]:9000", "fd00::1", "http", "")]
    [InlineData("10.0.0.5:9000", "10.0.0.5", null, "")]
    [InlineData("host/", "host", null, "/")]
    [InlineData("", "", null, "")]
    public void An_endpoint_is_taken_apart(string endpoint, string host, string? scheme, string path) =>
        Assert.Equal((host, scheme, path), (EndpointText.Host(endpoint), EndpointText.Scheme(endpoint), EndpointText.Path(endpoint)));

    private static string[] Found(string text) => [.. Linter.Check(LintReader.Read(LintExample.Yaml(text)), [new EndpointAddressRule()]).Select(f => f.Message)];
}
