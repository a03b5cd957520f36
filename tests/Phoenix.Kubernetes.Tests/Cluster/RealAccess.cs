using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The API server that <c>PHOENIX_TEST_KUBECONFIG</c> names; <c>./test --kube</c> runs what uses it. Looked at once for all tests.</summary>
internal static class RealAccess
{
    private const string Variable = "PHOENIX_TEST_KUBECONFIG";

    // A controller of a busy cluster may take its time; one that is not there costs this much, once.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);
    private static readonly Lazy<Task<RealCluster>> Shared = new(() => RealCluster.LookAsync(Environment.GetEnvironmentVariable(Variable)!, Bound, CancellationToken.None));

    /// <summary>The server; skips the test, visibly, where none is named.</summary>
    public static async Task<RealCluster> ClusterAsync()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 }, $"{Variable} is not set: the contract was not tried on a real API server");
        return await Shared.Value;
    }

    /// <summary>A client of it; skips as above.</summary>
    public static async Task<ClusterApi> OpenAsync(string manager, ClusterBounds? bounds = null) => (await ClusterAsync()).Client(manager, bounds);

    /// <summary>Ends what was started for it.</summary>
    public static async ValueTask EndAsync()
    {
        if (Shared.IsValueCreated && Shared.Value.IsCompletedSuccessfully)
        {
            await (await Shared.Value).DisposeAsync();
        }
    }
}
