using System.Globalization;
using System.Net.WebSockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Pods;

/// <summary>Hands logs and ports of a pod over to the kubelet that its Node names, as an API server does: by address and port in the Node's status, over TLS that nobody checks.</summary>
internal sealed class KubeletProxy(ObjectStore store) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });

    /// <summary>The kubelet of a pod's node; null when the Node is not there or names none.</summary>
    public Uri? Find(StoredObject pod)
    {
        JsonObject? node = store.Get("nodes", null, pod.Content.TextAt("spec", "nodeName")!)?.Content;
        string? address = (node.At("status", "addresses") as JsonArray ?? []).FirstOrDefault(a => a.TextAt("type") == "InternalIP").TextAt("address");
        return address is not null && node.At("status", "daemonEndpoints", "kubeletEndpoint", "Port").Number() is { } port
            ? new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{address}:{(int)port}")) : null;
    }

    /// <summary>A container's log.</summary>
    public async Task LogAsync(HttpContext context, Uri kubelet, StoredObject pod, string container)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(kubelet, $"/containerLogs/{pod.Namespace}/{pod.Name}/{container}{context.Request.QueryString}"));
        using HttpResponseMessage answer = await _http.SendAsync(request, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "text/plain";
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Connections to ports.</summary>
    public async Task ForwardAsync(HttpContext context, Uri kubelet, StoredObject pod, int[] ports, CancellationToken cancellationToken)
    {
        using ClientWebSocket there = new();
        there.Options.AddSubProtocol(PortForward.Protocol);
        Uri address = new UriBuilder(kubelet) { Scheme = "wss", Path = $"/portForward/{pod.Namespace}/{pod.Name}", Query = "port=" + string.Join(',', ports) }.Uri;
        try
        {
            await there.ConnectAsync(address, _http, cancellationToken);
        }
        catch (WebSocketException error)
        {
            throw new ApiException(500, "InternalError", $"error dialing backend: {error.Message}");
        }

        using WebSocket here = await context.WebSockets.AcceptWebSocketAsync(PortForward.Protocol);
        using CancellationTokenSource end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(PumpAsync(here, there, end), PumpAsync(there, here, end));
    }

    public void Dispose() => _http.Dispose();

    private static async Task PumpAsync(WebSocket from, WebSocket to, CancellationTokenSource end)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            ValueWebSocketReceiveResult got;
            do
            {
                got = await from.ReceiveAsync(buffer.AsMemory(), end.Token);
                await (got.MessageType == WebSocketMessageType.Close
                    ? new ValueTask(to.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token))
                    : to.SendAsync(buffer.AsMemory(0, got.Count), got.MessageType, got.EndOfMessage, end.Token));
            }
            while (got.MessageType != WebSocketMessageType.Close);

            await end.CancelAsync();
        }
        catch (Exception error) when (error is OperationCanceledException or WebSocketException or IOException)
        {
            // One of both sides has gone: so does the other.
            await end.CancelAsync();
        }
    }
}
