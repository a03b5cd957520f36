using Phoenix.Adapters.Processes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>Access to a real API server, where one is named by <c>PHOENIX_TEST_KUBECONFIG</c>. Its account must be allowed to make namespaces and definitions; <c>./test --kube</c> runs what uses it.</summary>
internal static class RealAccess
{
    private const string Variable = "PHOENIX_TEST_KUBECONFIG";

    /// <summary>A client; skips the test, visibly, where no server is named.</summary>
    public static ClusterApi Open(string manager, ClusterBounds? bounds = null)
    {
        string? path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(path is not { Length: > 0 }, $"{Variable} is not set: the contract was not tried on a real API server");
        CredentialProgram programs = new(new ToolRunner(new Unobserved(), TimeProvider.System));
        return new ClusterApi(new Kubeconfig(programs, TimeProvider.System).Load(path!, null), TimeProvider.System, bounds) { FieldManager = manager };
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
