using Phoenix.KubeSim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>A simulated kube-apiserver on its own, known by its kubeconfig alone: what a test meets on a real one without controllers.</summary>
public sealed class BareServer : IAsyncLifetime
{
    // Nothing here takes long, and what is not there is not there.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("phoenix-bare-");
    private KubeSimServer? _sim;

    internal RealCluster Cluster { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _sim = await KubeSimServer.StartAsync(new KubeSimOptions { HasControllers = false, Nodes = [] });
        string file = Path.Combine(_folder.FullName, "kubeconfig");
        await File.WriteAllTextAsync(file, _sim.Kubeconfig);
        Cluster = await RealCluster.LookAsync(file, Bound, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (Cluster is not null)
        {
            await Cluster.DisposeAsync();
        }

        if (_sim is not null)
        {
            await _sim.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
