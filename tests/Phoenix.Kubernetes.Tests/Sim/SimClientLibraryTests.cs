using System.Net;
using System.Net.Sockets;
using System.Text;
using k8s;
using k8s.Autorest;
using k8s.Models;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Sim;

/// <summary>The simulator as the official client library sees it.</summary>
public sealed class SimClientLibraryTests(RawApi api) : IClassFixture<RawApi>
{
    [Fact]
    public async Task Both_kubeconfigs_let_the_library_in()
    {
        foreach (string text in new[] { api.Server.Kubeconfig, api.Server.CertificateKubeconfig })
        {
            using k8s.Kubernetes client = await ClientAsync(text);
            V1Namespace system = await client.CoreV1.ReadNamespaceAsync("kube-system", cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(api.Server.ClusterUid, system.Metadata.Uid);
        }

        using k8s.Kubernetes stranger = await ClientAsync(api.Server.KubeconfigFor("no-token"));
        HttpOperationException refused = await Assert.ThrowsAsync<HttpOperationException>(() => stranger.CoreV1.ListNamespaceAsync(cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(HttpStatusCode.Unauthorized, refused.Response.StatusCode);
    }

    [Fact]
    public async Task Objects_go_there_and_back()
    {
        string space = await api.NamespaceAsync();
        using k8s.Kubernetes client = await ClientAsync(api.Server.Kubeconfig);
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        V1ConfigMap made = await client.CoreV1.CreateNamespacedConfigMapAsync(new V1ConfigMap { Metadata = new V1ObjectMeta { GenerateName = "lib-" }, Data = new Dictionary<string, string> { ["a"] = "1" } }, space, cancellationToken: cancellation);
        Assert.StartsWith("lib-", made.Metadata.Name, StringComparison.Ordinal);
        made.Data["a"] = "2";
        V1ConfigMap changed = await client.CoreV1.ReplaceNamespacedConfigMapAsync(made, made.Metadata.Name, space, cancellationToken: cancellation);
        Assert.Equal("2", changed.Data["a"]);
        HttpOperationException conflict = await Assert.ThrowsAsync<HttpOperationException>(() => client.CoreV1.ReplaceNamespacedConfigMapAsync(made, made.Metadata.Name, space, cancellationToken: cancellation));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Response.StatusCode);

        var apply = new V1Patch("""{"apiVersion":"v1","kind":"ConfigMap","data":{"b":"3"}}""", V1Patch.PatchType.ApplyPatch);
        V1ConfigMap applied = await client.CoreV1.PatchNamespacedConfigMapAsync(apply, made.Metadata.Name, space, fieldManager: "phoenix", cancellationToken: cancellation);
        Assert.Equal(["a", "b"], applied.Data.Keys.Order());
        V1ConfigMapList list = await client.CoreV1.ListNamespacedConfigMapAsync(space, limit: 1, cancellationToken: cancellation);
        Assert.Single(list.Items);
        Assert.NotNull(list.Metadata.ContinueProperty);
        V1Status gone = await client.CoreV1.DeleteNamespacedConfigMapAsync(made.Metadata.Name, space, cancellationToken: cancellation);
        Assert.Equal("Success", gone.Status);
    }

    [Fact]
    public async Task A_port_is_forwarded_by_the_librarys_demuxer()
    {
        string space = await api.NamespaceAsync();
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using k8s.Kubernetes client = await ClientAsync(api.Server.Kubeconfig);
        await client.CoreV1.CreateNamespacedPodAsync(new V1Pod { Metadata = new V1ObjectMeta { Name = "p" }, Spec = new V1PodSpec { NodeName = "sim-1", Containers = [new V1Container { Name = "c", Image = "i" }] } }, space, cancellationToken: cancellation);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        api.Server.Pods.MapPort(space, "p", 5432, (IPEndPoint)listener.LocalEndpoint);

        using var socket = await client.WebSocketNamespacedPodPortForwardAsync("p", space, [5432], "v4.channel.k8s.io", cancellationToken: cancellation);
        using var demuxer = new StreamDemuxer(socket, StreamType.PortForward);
        demuxer.Start();
        await using Stream stream = demuxer.GetStream((byte?)0, (byte?)0);
        using TcpClient accepted = await listener.AcceptTcpClientAsync(cancellation);
        await stream.WriteAsync("ping"u8.ToArray(), cancellation);
        byte[] got = new byte[4];
        await accepted.GetStream().ReadExactlyAsync(got, cancellation);
        Assert.Equal("ping", Encoding.ASCII.GetString(got));
        await accepted.GetStream().WriteAsync("pong"u8.ToArray(), cancellation);
        int read = 0;
        while (read < 4)
        {
            read += await stream.ReadAsync(got.AsMemory(read), cancellation);
        }

        Assert.Equal("pong", Encoding.ASCII.GetString(got));
    }

    private static async Task<k8s.Kubernetes> ClientAsync(string kubeconfig)
    {
        using var text = new MemoryStream(Encoding.UTF8.GetBytes(kubeconfig));
        return new k8s.Kubernetes(await KubernetesClientConfiguration.BuildConfigFromConfigFileAsync(text));
    }
}
