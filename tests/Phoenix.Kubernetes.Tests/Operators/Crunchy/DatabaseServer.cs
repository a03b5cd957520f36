using System.Text.Json.Nodes;
using Phoenix.KubeSim;
using Phoenix.KubeSim.Operators.ControlPlane;
using Phoenix.KubeSim.Operators.Crunchy;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Tests.Sim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The API server that a database lives on, with a namespace of its own and a node that the operator's double runs on.</summary>
/// <param name="Space">The namespace.</param>
/// <param name="Node">The node.</param>
/// <param name="Client">Opens a client as a field manager.</param>
/// <param name="Attach">Puts the double behind its pods' logs and ports.</param>
/// <param name="CleanAsync">Takes the objects away, while the double still acts.</param>
/// <param name="EndAsync">Ends the rest, when it no longer does.</param>
internal sealed record DatabaseServer(string Space, string Node, Func<string, ClusterApi> Client, Action<CrunchyOperator> Attach, Func<Task> CleanAsync, Func<Task> EndAsync)
{
    private static readonly KubeKind Namespaces = new("", "v1", "Namespace", "namespaces", Namespaced: false);

    /// <summary>A simulated one of the test's own.</summary>
    public static async Task<DatabaseServer> SimulatedAsync(CancellationToken token)
    {
        string definitions = SharedDefinitions.Read("crunchy-v5.8.9");
        KubeSimServer server = await KubeSimServer.StartAsync(cancellationToken: token);
        await server.InstallDefinitionsAsync(definitions, token);
        using ClusterApi api = SimAccess.Open(server);
        JsonObject space = new() { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = CrunchyBench.Space } };
        await api.CreateAsync(Namespaces, new KubeObject(space), token);
        return new DatabaseServer(
            CrunchyBench.Space,
            new KubeSimOptions().Nodes[0],
            manager => new ClusterApi(SimAccess.Of(server), TimeProvider.System) { FieldManager = manager },
            server.Pods.Add,
            () => Task.CompletedTask,
            async () => await server.DisposeAsync());
    }

    /// <summary>One that others may use, too, and that reaches the tests' own kubelet; skips the test, visibly, where it has the operator, or controllers that would fight with its double.</summary>
    public static async Task<DatabaseServer> OnAsync(RealCluster cluster, CancellationToken token)
    {
        (string, string) kind = ("postgres-operator.crunchydata.com/v1beta1", "PostgresCluster");
        await cluster.RequireAsync(token, kind);
        await cluster.RequireUnusedAsync(token, kind);
        Assert.SkipWhen(cluster.RunsWorkloads, "the server has controllers of StatefulSets and Jobs, and the operator's double plays those itself: it runs beside a kube-apiserver without kube-controller-manager only");
        string space = RealCluster.Name("db");
        await cluster.MakeNamespaceAsync(space, token);
        ClusterApi api = cluster.Client("kubelet");
        KubeletServer kubelet = await KubeletServer.StartAsync(api, RealCluster.Name("node"), RealCluster.KubeletAddress, token);
        return new DatabaseServer(
            space,
            kubelet.NodeName,
            manager => cluster.Client(manager),
            kubelet.Add,
            () => cluster.TakeAwayAsync(kind.Item1, kind.Item2, o => o.Namespace == space),
            EndAsync);

        async Task EndAsync()
        {
            await cluster.DeleteNamespaceAsync(space);
            await kubelet.DisposeAsync();
            api.Dispose();
        }
    }
}
