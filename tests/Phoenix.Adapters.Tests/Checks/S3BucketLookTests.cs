using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Checks;
using Phoenix.Errors;
using Phoenix.Testing.Proxmox;
using Phoenix.Testing.Secrets;
using Xunit;

namespace Phoenix.Adapters.Tests.Checks;

/// <summary>What AWS answers to questions about a bucket (its API reference, "GetBucketLifecycleConfiguration", "GetBucketVersioning"), and what other endpoints answer. Against a double.</summary>
public sealed class S3BucketLookTests : IAsyncLifetime
{
    private const string Xmlns = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";
    private readonly TemporaryFolder _folder = new();
    private DoubleServer _server = null!;
    private S3Settings _settings = null!;
    private (int Status, string Body) _answer = (200, "");
    private string? _date;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        X509Certificate2 certificate = DoubleCertificate.For("localhost");
        File.WriteAllText(_folder.Sub("ca.pem"), certificate.ExportCertificatePem());
        _server = await DoubleServer.StartAsync(
            context => DoubleServer.Answer(_answer.Status, _answer.Body, "application/xml", _date is null ? [] : [("Date", _date)])(context), certificate);
        _settings = new S3Settings("localhost", _server.Address.Port, "eu-central-1", "b", S3UriStyle.Path, _folder.Sub("ca.pem"), "K", "S");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rules_are_read_with_what_they_apply_to()
    {
        IReadOnlyList<BucketRule> rules = await LifecycleAsync($"""
            <LifecycleConfiguration {Xmlns}>
              <Rule><ID>all</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><Days>30</Days></Expiration></Rule>
              <Rule><ID>off</ID><Filter><Prefix></Prefix></Filter><Status>Disabled</Status><Expiration><Days>1</Days></Expiration></Rule>
              <Rule><ID>old form</ID><Prefix>base/</Prefix><Status>Enabled</Status><Expiration><Date>2027-01-01T00:00:00.000Z</Date></Expiration></Rule>
              <Rule><ID>cold</ID><Filter><Prefix>base/repo1/</Prefix></Filter><Status>Enabled</Status><Transition><Days>9</Days><StorageClass>GLACIER</StorageClass></Transition></Rule>
              <Rule><ID>cool</ID><Filter><Prefix>base/repo1/</Prefix></Filter><Status>Enabled</Status><Transition><Days>9</Days><StorageClass>STANDARD_IA</StorageClass></Transition></Rule>
              <Rule><ID>tag</ID><Filter><Tag><Key>temporary</Key><Value>yes</Value></Tag></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>
              <Rule><ID>both</ID><Filter><And><Prefix>base/</Prefix><Tag><Key>temporary</Key><Value>yes</Value></Tag></And></Filter><Status>Enabled</Status><Expiration><Days>3</Days></Expiration></Rule>
              <Rule><ID>versions</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><NoncurrentVersionExpiration><NoncurrentDays>9</NoncurrentDays></NoncurrentVersionExpiration><AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>
              <Rule><ID>markers</ID><Filter><Prefix></Prefix></Filter><Status>Enabled</Status><Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration></Rule>
            </LifecycleConfiguration>
            """);
        Assert.Equal(
            [
                ("all", "", "removes objects 30 days after they were written", null, false),
                ("old form", "base/", "removes objects on 2027-01-01", null, false),
                ("cold", "base/repo1/", null, "moves objects to GLACIER, from where they cannot be read at once 9 days after they were written", false),
                ("cool", "base/repo1/", null, null, false),
                ("tag", "", "removes objects 3 days after they were written", null, true),
                ("both", "base/", "removes objects 3 days after they were written", null, true),
                ("versions", "", null, null, false),
                ("markers", "", null, null, false),
            ],
            rules.Select(r => (r.Name, r.Prefix, r.Removes, r.Freezes, r.NeedsTag)));
        Assert.Contains(_server.Requests, r => r.StartsWith("GET /b", StringComparison.Ordinal) && r.Contains("lifecycle", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bucket_without_rules_has_none()
    {
        _answer = (404, Error("NoSuchLifecycleConfiguration"));
        using S3BucketLook look = new(_settings, TimeProvider.System);
        Assert.Empty(await look.ReadLifecycleAsync(Token));
    }

    [Theory]
    [InlineData(501, "NotImplemented", ErrorCode.NotFound)]
    [InlineData(405, "MethodNotAllowed", ErrorCode.NotFound)]
    [InlineData(403, "AccessDenied", ErrorCode.RepositoryDenied)]
    public async Task What_is_not_told_says_why(int status, string error, ErrorCode code)
    {
        _answer = (status, Error(error));
        using S3BucketLook look = new(_settings, TimeProvider.System);
        Assert.Equal(code, (await Assert.ThrowsAsync<PhoenixException>(() => look.ReadLifecycleAsync(Token))).Code);
        Assert.Equal(code, (await Assert.ThrowsAsync<PhoenixException>(() => look.IsVersionedAsync(Token))).Code);
    }

    [Theory]
    [InlineData("<Status>Enabled</Status>", true)]
    [InlineData("<Status>Suspended</Status>", false)]
    [InlineData("", false)]
    public async Task Versioning_is_read(string inner, bool versioned)
    {
        _answer = (200, $"<VersioningConfiguration {Xmlns}>{inner}</VersioningConfiguration>");
        using S3BucketLook look = new(_settings, TimeProvider.System);
        Assert.Equal(versioned, await look.IsVersionedAsync(Token));
    }

    [Fact]
    public async Task The_clock_of_an_endpoint_is_compared_and_a_refusal_has_one_too()
    {
        _answer = (403, Error("AccessDenied"));
        _date = DateTimeOffset.UtcNow.AddMinutes(-20).ToString("R");
        Assert.InRange((await new S3Clock(_settings, TimeProvider.System).ReadAheadAsync(Token)).TotalMinutes, 19.9, 20.5);
    }

    [Fact]
    public async Task An_endpoint_that_takes_connections_and_says_nothing_is_no_crash()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        S3Settings settings = _settings with { Port = ((IPEndPoint)silent.LocalEndpoint).Port };
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => new S3Clock(settings, TimeProvider.System).ReadAheadAsync(Token));
        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
    }

    private static string Error(string code) => $"<Error><Code>{code}</Code><Message>said by the double</Message></Error>";

    private async Task<IReadOnlyList<BucketRule>> LifecycleAsync(string xml)
    {
        _answer = (200, xml);
        using S3BucketLook look = new(_settings, TimeProvider.System);
        return await look.ReadLifecycleAsync(Token);
    }
}
