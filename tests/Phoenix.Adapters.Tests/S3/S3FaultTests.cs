using System.Net;
using System.Net.Sockets;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Errors;
using Phoenix.Lab.S3;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>Each way in which an endpoint can fail, planted on a real one.</summary>
public sealed class S3FaultTests(S3FaultTests.Endpoint endpoint) : IClassFixture<S3FaultTests.Endpoint>
{
    // One retry only; the bounds leave room for a handshake on a busy machine, or its end would be told in place of its cause.
    private static readonly S3Limits Quick = new(TimeSpan.FromSeconds(50), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20), 1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private S3Settings Good => LabObjectStoreTests.Settings(endpoint.Lab);

    [Fact]
    public Task An_unknown_access_key_is_denied() => ExpectAsync(Good with { AccessKey = "NOBODY" }, ErrorCode.RepositoryDenied, "InvalidAccessKeyId");

    [Fact]
    public Task A_wrong_secret_key_is_denied() => ExpectAsync(Good with { SecretKey = "not-a-real-secret" }, ErrorCode.RepositoryDenied, "SignatureDoesNotMatch");

    [Fact]
    public Task A_missing_bucket_is_no_missing_object() => ExpectAsync(Good with { Bucket = "no-such-bucket" }, ErrorCode.RepositoryUnavailable, "NoSuchBucket");

    [Fact]
    public async Task A_wrong_region_is_told_and_is_no_passing_trouble()
    {
        PhoenixException e = await ExpectAsync(Good with { Region = "eu-wrong-1" }, ErrorCode.RepositoryUnavailable, "region");
        Assert.False(e.IsTransient);
    }

    [Fact]
    public async Task A_closed_port_is_told_and_may_open() =>
        Assert.True((await ExpectAsync(Good with { Port = FreePort() }, ErrorCode.RepositoryUnavailable, "connection refused")).IsTransient);

    /// <summary>Somebody listens and never answers: the connection is there, TLS is not.</summary>
    [Fact]
    public async Task A_connection_that_does_not_come_about_is_told()
    {
        using TcpListener silent = new(IPAddress.Loopback, 0);
        silent.Start();
        using S3ObjectStore store = new(Good with { Host = "localhost", Port = ((IPEndPoint)silent.LocalEndpoint).Port }, Quick with { Attempt = TimeSpan.FromSeconds(6), Connect = TimeSpan.FromSeconds(1) });

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => store.HeadAsync("key", Token));

        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
    }

    [Fact]
    public Task A_name_that_does_not_resolve_is_told() => ExpectAsync(Good with { Host = "no-such-host.invalid" }, ErrorCode.RepositoryUnavailable, "does not resolve");

    [Fact]
    public Task An_authority_that_is_not_named_is_not_trusted() => ExpectAsync(Good with { CaFile = null }, ErrorCode.RepositoryUnavailable, "not trusted");

    [Fact]
    public async Task Another_authority_is_not_trusted()
    {
        await using LabEndpoint other = await LabEndpoint.StartAsync();
        await ExpectAsync(Good with { CaFile = other.Host.CaFile }, ErrorCode.RepositoryUnavailable, "not trusted");
    }

    [Fact]
    public async Task A_name_that_the_certificate_does_not_carry_is_refused()
    {
        // Resolves to the loopback address on any system, and stands in no certificate of the lab.
        await ExpectAsync(Good with { Host = "elsewhere.localhost" }, ErrorCode.RepositoryUnavailable, "");
    }

    [Fact]
    public async Task A_CA_file_without_a_certificate_is_refused()
    {
        using TemporaryFolder folder = new();
        await File.WriteAllTextAsync(folder.Sub("ca.pem"), "nothing", Token);
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => new S3ObjectStore(Good with { CaFile = folder.Sub("ca.pem") })).Code);
        Assert.Equal(ErrorCode.Configuration, Assert.Throws<PhoenixException>(() => new S3ObjectStore(Good with { CaFile = folder.Sub("none.pem") })).Code);
    }

    [Theory]
    [InlineData(403, "AccessDenied", ErrorCode.RepositoryDenied, "")]
    [InlineData(400, "ExpiredToken", ErrorCode.RepositoryDenied, "session token")]
    [InlineData(403, "RequestTimeTooSkewed", ErrorCode.RepositoryDenied, "clock")]
    [InlineData(503, "SlowDown", ErrorCode.RepositoryUnavailable, "again")]
    [InlineData(500, "InternalError", ErrorCode.RepositoryUnavailable, "again")]
    public async Task An_answer_decides_the_code_and_the_hint(int status, string code, ErrorCode expected, string hint)
    {
        await endpoint.Lab.Admin.SetFaultsAsync([Rule(status, code)], Token);
        try
        {
            PhoenixException e = await ExpectAsync(Good, expected, code);
            Assert.Contains(hint, e.Hint, StringComparison.Ordinal);
        }
        finally
        {
            await endpoint.Lab.Admin.ClearFaultsAsync(Token);
        }
    }

    [Fact]
    public async Task A_passing_overload_is_ridden_out()
    {
        await endpoint.Lab.Admin.SetFaultsAsync([Rule(503, "SlowDown") with { Count = 2 }], Token);
        using S3ObjectStore store = new(Good);
        Assert.Null(await store.OpenReadAsync("none", Token));
    }

    [Fact]
    public async Task An_endpoint_without_conditional_puts_says_so()
    {
        await endpoint.Lab.Admin.SetFaultsAsync([Rule(501, "NotImplemented") with { Method = "PUT" }], Token);
        try
        {
            using S3ObjectStore store = new(Good, Quick);
            await Assert.ThrowsAsync<NotSupportedException>(() => store.PutAsync("o", new byte[1], new PutCondition(IfAbsent: true), Token));
        }
        finally
        {
            await endpoint.Lab.Admin.ClearFaultsAsync(Token);
        }
    }

    [Fact]
    public async Task A_conditional_put_is_never_repeated_after_a_lost_answer()
    {
        await endpoint.Lab.Admin.SetFaultsAsync([Rule(500, "InternalError") with { Method = "PUT", Count = 1 }], Token);
        using S3ObjectStore store = new(Good);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => store.PutAsync("once", new byte[1], new PutCondition(IfAbsent: true), Token));
        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
    }

    [Fact]
    public async Task An_endpoint_that_never_answers_is_given_up()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        S3Settings settings = Good with { Port = ((IPEndPoint)listener.LocalEndpoint).Port };
        using S3ObjectStore store = new(settings, Quick with { Total = TimeSpan.FromSeconds(1) });
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => store.HeadAsync("o", Token));
        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
    }

    [Fact]
    public void Secrets_are_not_printed()
    {
        S3Settings settings = Good with { SessionToken = "token-of-a-session" };
        string text = settings.ToString();
        Assert.Contains(settings.Bucket, text, StringComparison.Ordinal);
        Assert.All([settings.AccessKey, settings.SecretKey, settings.SessionToken!], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    internal static FaultRule Rule(int status, string code) => new() { Id = "f", Status = status, Code = code, Message = "planted" };

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    // Each kind of call must tell the same story; HEAD has no body to tell it with.
    private static async Task<PhoenixException> ExpectAsync(S3Settings settings, ErrorCode code, string text)
    {
        using S3ObjectStore store = new(settings, Quick);
        PhoenixException head = await Assert.ThrowsAsync<PhoenixException>(() => store.HeadAsync("o", Token));
        PhoenixException list = await Assert.ThrowsAsync<PhoenixException>(async () => await store.ListAsync("", Token).ToArrayAsync(Token));
        PhoenixException put = await Assert.ThrowsAsync<PhoenixException>(() => store.PutAsync("o", new byte[1], PutCondition.None, Token));
        foreach (PhoenixException e in new[] { head, list, put })
        {
            Assert.Equal(code, e.Code);
            Assert.Contains(settings.Bucket, e.Message, StringComparison.Ordinal);
            Assert.Contains(settings.Endpoint, e.Message, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(e.Hint));
            Assert.DoesNotContain(settings.SecretKey, e.ToString(), StringComparison.Ordinal);
        }

        Assert.Contains(text, list.Message, StringComparison.Ordinal);
        Assert.Contains(text, put.Message, StringComparison.Ordinal);
        if (!list.Message.Contains("HTTP 5", StringComparison.Ordinal))
        {
            Assert.Contains(text, head.Message, StringComparison.Ordinal);
        }

        return list;
    }

    public sealed class Endpoint : IAsyncLifetime
    {
        public LabEndpoint Lab { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Lab = await LabEndpoint.StartAsync();

        public ValueTask DisposeAsync() => Lab.DisposeAsync();
    }
}
