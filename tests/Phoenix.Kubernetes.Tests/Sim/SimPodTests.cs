using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>Logs of pods and connections to their ports.</summary>
public sealed class SimPodTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task A_log_is_read_from_its_end_and_followed()
    {
        string space = await PodAsync("p", "main");
        var log = api.Server.Pods.Log(space, "p", "main");
        log.Write("one", "two", "three");
        Assert.Equal("two\nthree\n", await TextAsync($"/api/v1/namespaces/{space}/pods/p/log?tailLines=2"));

        using HttpResponseMessage answer = await api.Client.GetAsync($"/api/v1/namespaces/{space}/pods/p/log?follow=true&tailLines=1", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        Assert.Equal("three", await reader.ReadLineAsync(TestContext.Current.CancellationToken));
        log.Write("four");
        Assert.Equal("four", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        log.Restart();
        log.Write("anew");
        Assert.Equal("one\ntwo\nthree\nfour\n", await TextAsync($"/api/v1/namespaces/{space}/pods/p/log?previous=true"));
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_says_why()
    {
        string space = await PodAsync("p", "main", "side");
        Assert.Equal("a container name must be specified for pod p, choose one of: [main side]", await ErrorAsync(""));
        Assert.Equal("container other is not valid for pod p", await ErrorAsync("?container=other"));
        Assert.Equal("previous terminated container \"main\" in pod \"p\" not found", await ErrorAsync("?container=main&previous=true"));
        await api.OkAsync("PATCH", $"/api/v1/namespaces/{space}/pods/p/status", """{"status":{"containerStatuses":[{"name":"main","state":{"waiting":{"reason":"ImagePullBackOff"}}}]}}""", "application/merge-patch+json");
        Assert.Equal("container \"main\" in pod \"p\" is waiting to start: ImagePullBackOff", await ErrorAsync("?container=main"));

        async Task<string?> ErrorAsync(string query)
        {
            (int code, JsonNode status) = await api.SendAsync("GET", $"/api/v1/namespaces/{space}/pods/p/log{query}");
            Assert.Equal(400, code);
            return (string?)status["message"];
        }
    }

    [Fact]
    public async Task A_port_leads_to_what_stands_behind_it()
    {
        string space = await PodAsync("p", "main");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        api.Server.Pods.MapPort(space, "p", 5432, (IPEndPoint)listener.LocalEndpoint);
        using ClientWebSocket socket = await OpenAsync(space, "5432");
        using TcpClient accepted = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        Assert.Equal([0, 0x38, 0x15], await FrameAsync(socket));
        Assert.Equal([1, 0x38, 0x15], await FrameAsync(socket));

        await socket.SendAsync(Encoding.ASCII.GetBytes("\0hello").AsMemory(), WebSocketMessageType.Binary, true, TestContext.Current.CancellationToken);
        byte[] got = new byte[5];
        await accepted.GetStream().ReadExactlyAsync(got, TestContext.Current.CancellationToken);
        Assert.Equal("hello", Encoding.ASCII.GetString(got));
        await accepted.GetStream().WriteAsync("back"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("\0back", Encoding.ASCII.GetString(await FrameAsync(socket)));
    }

    [Fact]
    public async Task A_port_with_nothing_behind_it_tells_the_error_on_its_own_channel()
    {
        string space = await PodAsync("p", "main");
        using ClientWebSocket socket = await OpenAsync(space, "1");
        await FrameAsync(socket);
        await FrameAsync(socket);
        byte[] error = await FrameAsync(socket);
        Assert.Equal(1, error[0]);
        Assert.Contains("connection refused", Encoding.UTF8.GetString(error.AsSpan(1)), StringComparison.Ordinal);
    }

    private static async Task<byte[]> FrameAsync(ClientWebSocket socket)
    {
        byte[] buffer = new byte[4096];
        ValueWebSocketReceiveResult got = await socket.ReceiveAsync(buffer.AsMemory(), TestContext.Current.CancellationToken);
        return buffer[..got.Count];
    }

    private async Task<ClientWebSocket> OpenAsync(string space, string ports)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("v4.channel.k8s.io");
        socket.Options.SetRequestHeader("Authorization", "Bearer " + api.Server.Token);
        socket.Options.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Issuer == "CN=kubernetes";
        await socket.ConnectAsync(new UriBuilder(api.Server.Address) { Scheme = "wss", Path = $"/api/v1/namespaces/{space}/pods/p/portforward", Query = $"ports={ports}" }.Uri, TestContext.Current.CancellationToken);
        Assert.Equal("v4.channel.k8s.io", socket.SubProtocol);
        return socket;
    }

    private Task<string> TextAsync(string address) => api.Client.GetStringAsync(address, TestContext.Current.CancellationToken);

    private async Task<string> PodAsync(string name, params string[] containers)
    {
        string space = await api.NamespaceAsync();
        string list = string.Join(',', containers.Select(container => $$"""{"name":"{{container}}","image":"i"}"""));
        await api.OkAsync("POST", $"/api/v1/namespaces/{space}/pods", """{"metadata":{"name":"NAME"},"spec":{"nodeName":"sim-1","containers":[LIST]}}""".Replace("NAME", name, StringComparison.Ordinal).Replace("LIST", list, StringComparison.Ordinal));
        return space;
    }
}
