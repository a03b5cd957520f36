using Phoenix.Kubernetes.Tests.Cluster;
using Xunit;

[assembly: AssemblyFixture(typeof(RealServerEnd))]

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>When all tests have ended: waits until the server of <c>PHOENIX_TEST_KUBECONFIG</c> is rid of what they made, and says what is not.</summary>
public sealed class RealServerEnd : IAsyncDisposable
{
    public ValueTask DisposeAsync() => RealAccess.EndAsync();
}
