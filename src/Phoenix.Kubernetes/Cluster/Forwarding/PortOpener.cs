using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Access;
using Phoenix.Kubernetes.Cluster.Http;

namespace Phoenix.Kubernetes.Cluster.Forwarding;

/// <summary>Opens connections to ports of pods: a WebSocket with the subprotocol <c>v4.channel.k8s.io</c>, which API server and kubelet have spoken since 1.5.</summary>
/// <param name="transport">Knows server and credential.</param>
/// <param name="time">The clock.</param>
internal sealed class PortOpener(ClusterTransport transport, TimeProvider time)
{
    private const string Protocol = "v4.channel.k8s.io";

    /// <summary>Opens one. Whether something listens on the port is seen when the stream is read.</summary>
    public async Task<Stream> OpenAsync(string @namespace, string pod, int port, CancellationToken cancellationToken)
    {
        string path = ApiPaths.Pod(@namespace, pod, "portforward") + "?ports=" + port.ToString(CultureInfo.InvariantCulture);
        ApiRequest request = new(HttpMethod.Get, path, $"reach port {port} of pod {@namespace}/{pod}");
        Uri address = new("ws" + transport.Root["http".Length..] + path);
        for (bool renew = false; ; renew = true)
        {
            (ClusterConnection connection, ClusterCredential credential) = await transport.ConnectionAsync(renew, cancellationToken);
            ClientWebSocket socket = new();
            socket.Options.AddSubProtocol(Protocol);
            socket.Options.CollectHttpResponseDetails = true;
            socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(20);
            foreach ((string name, string value) in transport.Headers(credential))
            {
                socket.Options.SetRequestHeader(name, value);
            }

            using CancellationTokenSource timeout = new(transport.Bounds.Attempt, time);
            using CancellationTokenSource bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                await socket.ConnectAsync(address, connection.Invoker, bound.Token);
                return new PortStream(socket, $"port {port} of pod {@namespace}/{pod}");
            }
            catch (WebSocketException e)
            {
                HttpStatusCode status = socket.HttpStatusCode;
                socket.Dispose();
                if (status == HttpStatusCode.Unauthorized && !renew)
                {
                    continue;
                }

                throw Fault(request, status, e);
            }
            catch (OperationCanceledException e)
            {
                socket.Dispose();
                if (cancellationToken.IsCancellationRequested)
                {
                    throw;
                }

                throw transport.Faults.Unavailable(request, $"does not answer within {transport.Bounds.Attempt.TotalSeconds:0} s", e);
            }
        }
    }

    // The library tells the status of a refused upgrade, but not what the server says.
    private PhoenixException Fault(ApiRequest request, HttpStatusCode status, WebSocketException e) => status switch
    {
        0 => transport.Faults.Unavailable(request, $"cannot be reached: {(e.InnerException ?? e).Message}", e),
        HttpStatusCode.NotFound => new PhoenixException(ErrorCode.LayerFailed, $"cannot {request.What}: the pod is not there", "Look for the pod that serves now", e) { IsTransient = true },
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => new PhoenixException(
            ErrorCode.ClusterDenied, $"cannot {request.What}: the API server answers {(int)status}", "The account needs the verbs 'get' and 'create' on pods/portforward", e),
        _ => new PhoenixException(
            ErrorCode.LayerFailed, $"cannot {request.What}: the API server answers {(int)status} ({e.Message})", "The pod must run; see its events and the kubelet's log of its node", e) { IsTransient = true },
    };
}
