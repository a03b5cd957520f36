using System.Security.Cryptography.X509Certificates;
using Phoenix.Errors;
using Phoenix.Stacks;
using Phoenix.Testing.Proxmox;
using Phoenix.Testing.Secrets;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class HttpGateTests : IAsyncLifetime
{
    private readonly GateBench _bench = new();
    private DoubleServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await DoubleServer.StartAsync(DoubleServer.Answer(200, "fine"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _bench.Dispose();
    }

    [Theory]
    [InlineData(200, null, null)]
    [InlineData(204, null, null)]
    [InlineData(503, null, "HTTP 503")]
    [InlineData(401, null, "HTTP 401")]
    [InlineData(401, 401, null)]
    [InlineData(200, 204, "HTTP 200")]
    public async Task The_status_decides(int answer, int? wanted, string? reason)
    {
        _server.Plant(1, DoubleServer.Answer(answer, ""));
        Assert.Equal(reason, await _bench.LookAsync(Gate("/health", wanted)));
        Assert.Equal(["GET /health"], _server.Requests);
    }

    [Fact]
    public async Task A_redirect_is_followed_on_the_same_host_and_nowhere_else()
    {
        _server.Plant(1, DoubleServer.Answer(302, "", headers: ("Location", "/login")));
        Assert.Null(await _bench.LookAsync(Gate("/")));
        Assert.Equal(["GET /", "GET /login"], _server.Requests);

        _server.Plant(1, DoubleServer.Answer(302, "", headers: ("Location", "http://elsewhere.invalid/x")));
        Assert.Equal("HTTP 302, a redirect to http://elsewhere.invalid, which is not followed", await _bench.LookAsync(Gate("/")));

        _server.Plant(9, DoubleServer.Answer(302, "", headers: ("Location", "/")));
        Assert.Equal("more than 5 redirects", await _bench.LookAsync(Gate("/")));
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come()
    {
        GateDefinition.Http gate = Gate("/");
        await _server.DisposeAsync();
        Assert.Equal("connection refused", await _bench.LookAsync(gate));
    }

    [Theory]
    [InlineData("ftp://x/", "'ftp://x/' is no address")]
    [InlineData("x", "'x' is no address")]
    [InlineData("http://user:pass-word@x/", "the address holds a user or a password")]
    public async Task What_is_no_address_ends_the_wait(string address, string says)
    {
        PhoenixException e = await _bench.RefusedAsync(new GateDefinition.Http(new ValueTemplate(address), null, null));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(says, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_authority_is_trusted_where_it_is_named_only()
    {
        using X509Certificate2 certificate = DoubleCertificate.For("localhost");
        string caFile = _bench.Folder.Sub("ca.pem");
        await File.WriteAllTextAsync(caFile, certificate.ExportCertificatePem(), TestContext.Current.CancellationToken);
        await using DoubleServer secure = await DoubleServer.StartAsync(DoubleServer.Answer(200, ""), certificate);
        GateDefinition.Http gate = new(new ValueTemplate(secure.Address.ToString()), null, null);
        Assert.Contains("certificate not trusted", await _bench.LookAsync(gate), StringComparison.Ordinal);
        Assert.Empty(secure.Requests);
        Assert.Null(await _bench.LookAsync(gate with { CaFile = caFile }));
    }

    private GateDefinition.Http Gate(string path, int? status = null) => new(new ValueTemplate(new Uri(_server.Address, path).ToString()), status, null);
}
