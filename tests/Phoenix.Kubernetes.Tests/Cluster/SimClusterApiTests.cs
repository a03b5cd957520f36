using Phoenix.Kubernetes.Cluster;
using Phoenix.KubeSim;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on the simulated API server.</summary>
public sealed class SimClusterApiTests(SimClusterApiTests.Server server) : ClusterApiContract, IClassFixture<SimClusterApiTests.Server>
{
    protected override Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds) => Task.FromResult(new ClusterApi(SimAccess.Of(server.Sim), TimeProvider.System, bounds) { FieldManager = manager });

    protected override Task<ClusterApi> OpenStrangerAsync() => Task.FromResult(SimAccess.Open(server.Sim, server.Sim.KubeconfigFor("issued-by-nobody")));

    /// <summary>One server for the class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        public KubeSimServer Sim { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Sim = await KubeSimServer.StartAsync();

        public ValueTask DisposeAsync() => Sim.DisposeAsync();
    }
}
