using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Phoenix.KubeSim.Pods;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ControlPlane;

/// <summary>
/// The double of a kubelet, for an API server that has none: a Node of its own, and the two addresses behind it at which API servers ask for logs of pods and for connections to their ports. It takes everybody in; its
/// certificate is its own, which API servers take unless they were told of an authority for kubelets.
/// </summary>
public sealed class KubeletServer : IAsyncDisposable
{
    private static readonly KubeKind Nodes = new("", "v1", "Node", "nodes", Namespaced: false);
    private readonly IClusterApi _api;
    private readonly WebApplication _app;
    private readonly X509Certificate2 _certificate;
    private readonly PodBackends _pods = new();
    private bool _isRegistered;

    private KubeletServer(IClusterApi api, string node, WebApplication app, X509Certificate2 certificate) => (_api, NodeName, _app, _certificate) = (api, node, app, certificate);

    /// <summary>Its Node.</summary>
    public string NodeName { get; }

    /// <summary>Starts it and makes its Node, which is ready.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="node">The Node's name; there must be none of it.</param>
    /// <param name="address">Where the API server reaches this machine.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<KubeletServer> StartAsync(IClusterApi api, string node, IPAddress address, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(api);
        X509Certificate2 certificate = Certificate(node);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(address, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.UseHttps(certificate);
        }));
        WebApplication app = builder.Build();
        KubeletServer made = new(api, node, app, certificate);
        app.UseWebSockets();
        app.Run(made.AnswerAsync);
        try
        {
            await app.StartAsync(cancellationToken);
            await made.RegisterAsync(address, new Uri(app.Urls.First()).Port, cancellationToken);
            return made;
        }
        catch
        {
            await made.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a double that runs what stands behind pods.</summary>
    public void Add(IPodBackend backend) => _pods.Add(backend);

    /// <summary>Ends it; its Node goes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _certificate.Dispose();
        if (!_isRegistered)
        {
            return; // A Node of its name is somebody else's.
        }

        await _api.DeleteAsync(Nodes, null, NodeName, null, CancellationToken.None);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string[] path = (context.Request.Path.Value ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        switch (path)
        {
            case ["containerLogs", string space, string pod, string container]:
                await LogAsync(context, _pods.FindLog(space, pod, container));
                break;
            case ["portForward", string space, string pod] when context.WebSockets.IsWebSocketRequest && context.WebSockets.WebSocketRequestedProtocols.Contains(PortForward.Protocol):
                int[] ports = [.. context.Request.Query["port"].SelectMany(p => (p ?? "").Split(',')).Select(p => int.Parse(p, CultureInfo.InvariantCulture))];
                using (PortForward forward = new(await context.WebSockets.AcceptWebSocketAsync(PortForward.Protocol), ports, port => _pods.FindPort(space, pod, port)))
                {
                    await forward.RunAsync(context.RequestAborted);
                }

                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task LogAsync(HttpContext context, ILogSource? source)
    {
        int? tail = int.TryParse(context.Request.Query["tailLines"], CultureInfo.InvariantCulture, out int lines) ? lines : null;
        if (source?.Read(new PodLogRequest(tail, Follow: false, Previous: false), context.RequestAborted) is not { } log)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.ContentType = "text/plain";
        await foreach (string line in log)
        {
            await context.Response.WriteAsync(line + "\n", context.RequestAborted);
        }
    }

    // An API server takes the first of Hostname, InternalDNS and InternalIP that a Node has: there is to be one only.
    private async Task RegisterAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        JsonObject node = new() { ["apiVersion"] = "v1", ["kind"] = "Node", ["metadata"] = new JsonObject { ["name"] = NodeName } };
        if (await _api.CreateAsync(Nodes, new KubeObject(node), cancellationToken) is null)
        {
            throw new InvalidOperationException($"a Node {NodeName} is there already");
        }

        _isRegistered = true;
        JsonObject status = new()
        {
            ["conditions"] = new JsonArray(new JsonObject { ["type"] = "Ready", ["status"] = "True", ["reason"] = "KubeletReady", ["message"] = "a double of the tests" }),
            ["addresses"] = new JsonArray(new JsonObject { ["type"] = "InternalIP", ["address"] = address.ToString() }),
            ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = port } },
        };
        await _api.PatchAsync(Nodes, null, NodeName, new JsonObject { ["status"] = status }, status: true, cancellationToken);
    }

    private static X509Certificate2 Certificate(string node)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 pem = new CertificateRequest($"CN=system:node:{node}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }
}
