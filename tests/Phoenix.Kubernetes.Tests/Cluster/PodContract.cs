using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.ControlPlane;
using Phoenix.KubeSim.Pods;
using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Logs and ports of a pod, from the kubelet of its node by way of the API server; the kubelet is the tests' own.</summary>
[Trait("Contract", "Kubernetes")]
public abstract class PodContract
{
    private static readonly KubeKind Pods = new("", "v1", "Pod", "pods", Namespaced: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The server; skips the test, visibly, where there is none.</summary>
    private protected abstract Task<RealCluster> OpenAsync();

    [Fact]
    public async Task The_log_and_a_port_of_a_pod_are_reached_through_its_node()
    {
        RealCluster cluster = await OpenAsync();
        string space = RealCluster.Name("pod");
        using ClusterApi api = cluster.Client("phoenix", new ClusterBounds { Call = TimeSpan.FromSeconds(10) });
        await cluster.MakeNamespaceAsync(space, Token);
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        KubeletServer kubelet = await KubeletServer.StartAsync(api, RealCluster.Name("node"), RealCluster.KubeletAddress, Token);
        try
        {
            kubelet.Add(new Backend(((IPEndPoint)listener.LocalEndpoint).Port));
            await RunPodAsync(api, space, kubelet.NodeName);
            string? log;
            try
            {
                log = await api.ReadLogAsync(space, "app", "app", 1, Token);
            }
            catch (PhoenixException e)
            {
                Assert.Skip($"{api.Server} does not reach a kubelet of the tests at {RealCluster.KubeletAddress} (PHOENIX_TEST_KUBELET_ADDRESS names the address of this machine): {e.Message}");
                return;
            }

            Assert.Equal("two\n", log);
            await EchoAsync(api, space, listener);
            await Assert.ThrowsAnyAsync<IOException>(async () => await (await api.OpenPortAsync(space, "app", 5433, Token)).ReadExactlyAsync(new byte[1], Token));
        }
        finally
        {
            await cluster.DeleteNamespaceAsync(space);
            await kubelet.DisposeAsync();
        }
    }

    private static async Task RunPodAsync(ClusterApi api, string space, string node)
    {
        KubeObject pod = new(JsonNode.Parse($$$"""
            {
              "apiVersion": "v1", "kind": "Pod", "metadata": { "name": "app", "namespace": "{{{space}}}" },
              "spec": { "nodeName": "{{{node}}}", "terminationGracePeriodSeconds": 0, "containers": [ { "name": "app", "image": "nobody.phoenix.test/app" } ] }
            }
            """)!.AsObject());
        Assert.NotNull(await api.CreateAsync(Pods, pod, Token));
        JsonNode status = JsonNode.Parse("""
            {
              "phase": "Running", "startTime": "2026-01-01T00:00:00Z",
              "containerStatuses": [ { "name": "app", "image": "a", "imageID": "", "ready": true, "restartCount": 0, "state": { "running": { "startedAt": "2026-01-01T00:00:00Z" } } } ]
            }
            """)!;
        await api.PatchAsync(Pods, space, "app", new JsonObject { ["status"] = status }, status: true, Token);
    }

    private static async Task EchoAsync(ClusterApi api, string space, TcpListener listener)
    {
        await using Stream there = await api.OpenPortAsync(space, "app", 5432, Token);
        using TcpClient here = await listener.AcceptTcpClientAsync(Token);
        await there.WriteAsync(Encoding.ASCII.GetBytes("ping"), Token);
        await there.FlushAsync(Token);
        byte[] got = new byte[4];
        await here.GetStream().ReadExactlyAsync(got, Token);
        await here.GetStream().WriteAsync(got, Token);
        await there.ReadExactlyAsync(got, Token);
        Assert.Equal("ping", Encoding.ASCII.GetString(got));
    }

    private sealed class Backend(int port) : IPodBackend
    {
        public string? ReadLog(string @namespace, string pod, string? container) => pod == "app" ? "one\ntwo\n" : null;

        public int? FindLocalPort(string @namespace, string pod, int asked) => pod == "app" && asked == 5432 ? port : null;
    }
}
