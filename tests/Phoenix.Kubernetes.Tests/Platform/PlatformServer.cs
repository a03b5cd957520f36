using Phoenix.KubeSim;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Tests.Cluster;
using Phoenix.Kubernetes.Tests.Sim;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>The API server that a bench works on, and what the bench makes on it before the doubles start.</summary>
/// <param name="Simulator">The simulated one; null for one that is known by its kubeconfig alone.</param>
/// <param name="Names">How objects are called there.</param>
/// <param name="Client">Opens a client as a field manager.</param>
/// <param name="TakeAwayAsync">Takes away what was made, once the doubles have ended.</param>
internal sealed record PlatformServer(KubeSimServer? Simulator, PlatformNames Names, Func<string, ClusterApi> Client, Func<Task> TakeAwayAsync)
{
    private static readonly Dictionary<string, (string ApiVersion, string Kind)[]> Kinds = new()
    {
        [PlatformBench.OfFlux] = [("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), ("source.toolkit.fluxcd.io/v1", "GitRepository"), ("helm.toolkit.fluxcd.io/v2", "HelmRelease")],
        [PlatformBench.OfSecrets] = [("external-secrets.io/v1", "ExternalSecret"), ("external-secrets.io/v1", "ClusterSecretStore"), ("external-secrets.io/v1", "SecretStore")],
        [PlatformBench.OfLonghorn] = [("longhorn.io/v1beta2", "Node"), ("longhorn.io/v1beta2", "Volume"), ("longhorn.io/v1beta2", "Setting")],
    };

    /// <summary>A simulated server of the test's own, with the projects' own definitions; skips the test, visibly, where they are not there.</summary>
    internal static async Task<PlatformServer> SimulatedAsync(IEnumerable<string> parts, CancellationToken token)
    {
        string[] definitions = [.. parts.Select(SharedDefinitions.Read)];
        KubeSimServer server = await KubeSimServer.StartAsync(new KubeSimOptions { Nodes = [PlatformNames.Usual.Node] }, token);
        foreach (string text in definitions)
        {
            await server.InstallDefinitionsAsync(text, token);
        }

        return new PlatformServer(
            server,
            PlatformNames.Usual,
            manager => new ClusterApi(new Kubeconfig(null, TimeProvider.System).Parse(server.Kubeconfig, null, "the simulator", Path.GetTempPath()), TimeProvider.System) { FieldManager = manager },
            async () => await server.DisposeAsync());
    }

    /// <summary>A server that others may use, too; skips the test, visibly, where it lacks a definition, or has an operator of the kind.</summary>
    internal static async Task<PlatformServer> OnAsync(RealCluster cluster, IReadOnlyList<string> parts, CancellationToken token)
    {
        (string, string)[] kinds = [.. parts.SelectMany(p => Kinds[p])];
        await cluster.RequireAsync(token, kinds);
        await cluster.RequireUnusedAsync(token, kinds);
        PlatformNames names = PlatformNames.Own();
        foreach (string space in (string[])[names.Flux, names.Longhorn, names.Data])
        {
            await cluster.MakeNamespaceAsync(space, token);
        }

        return new PlatformServer(null, names, manager => cluster.Client(manager), TakeAwayAsync);

        async Task TakeAwayAsync()
        {
            foreach ((string apiVersion, string kind) in kinds)
            {
                await cluster.TakeAwayAsync(apiVersion, kind, o => o.Namespace is { } space ? space == names.Flux || space == names.Longhorn || space == names.Data : o.Name == names.Store);
            }

            await cluster.TakeAwayAsync("v1", "PersistentVolumeClaim", o => o.Namespace == names.Data);
            await cluster.TakeAwayAsync("storage.k8s.io/v1", "VolumeAttachment", o => o.TextAt("spec", "nodeName") == names.Node);
            await cluster.TakeAwayAsync("v1", "PersistentVolume", o => o.TextAt("spec", "storageClassName") == names.StorageClass);
            await cluster.TakeAwayAsync("storage.k8s.io/v1", "StorageClass", o => o.Name == names.StorageClass);
            await cluster.TakeAwayAsync("v1", "Node", o => o.Name == names.Node);
            foreach (string space in (string[])[names.Flux, names.Longhorn, names.Data])
            {
                await cluster.DeleteNamespaceAsync(space);
            }
        }
    }
}
