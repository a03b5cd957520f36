using Phoenix.Adapters.Processes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a real API server, where one is named by <c>PHOENIX_TEST_KUBECONFIG</c> (its account must be allowed to make namespaces and definitions).</summary>
public sealed class RealClusterApiTests : ClusterApiContract
{
    protected override Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds)
    {
        string? path = Environment.GetEnvironmentVariable("PHOENIX_TEST_KUBECONFIG");
        Assert.SkipWhen(path is not { Length: > 0 }, "PHOENIX_TEST_KUBECONFIG is not set: the contract was not tried on a real API server");
        CredentialProgram programs = new(new ToolRunner(new Unobserved(), TimeProvider.System));
        return Task.FromResult(new ClusterApi(new Kubeconfig(programs, TimeProvider.System).Load(path!, null), TimeProvider.System, bounds) { FieldManager = manager });
    }

    private sealed class Unobserved : IToolObserver
    {
        public void Started(ToolProcess process)
        {
        }

        public void Ended(ToolProcess process, int exitCode, TimeSpan duration)
        {
        }
    }
}
