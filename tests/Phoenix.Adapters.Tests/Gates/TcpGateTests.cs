using System.Net;
using System.Net.Sockets;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class TcpGateTests : IDisposable
{
    private readonly GateBench _bench = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    public void Dispose()
    {
        _listener.Dispose();
        _bench.Dispose();
    }

    [Fact]
    public async Task It_holds_once_something_listens()
    {
        _listener.Start();
        int port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _bench.Outputs["address"] = new LayerOutput("127.0.0.1", Sensitive: false);
        GateDefinition.Tcp gate = new(new ValueTemplate($"${{platform.address}}:{port}"));
        Assert.Null(await _bench.LookAsync(gate));
        _listener.Stop();
        Assert.Equal("connection refused", await _bench.LookAsync(gate));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:0")]
    [InlineData("localhost:65536")]
    [InlineData("::1:443")]
    [InlineData(":443")]
    [InlineData("a b:443")]
    public async Task What_is_no_address_ends_the_wait(string address)
    {
        PhoenixException e = await _bench.RefusedAsync(new GateDefinition.Tcp(new ValueTemplate(address)));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains($"layer 'app': gate tcp: '{address}' is no address", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_may_do_so_later() =>
        Assert.NotNull(await _bench.LookAsync(new GateDefinition.Tcp(new ValueTemplate("no-such-host.invalid:443"))));
}
