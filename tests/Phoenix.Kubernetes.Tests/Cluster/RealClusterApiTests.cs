using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Cluster;

/// <summary>The contract on a real API server, where one is named.</summary>
public sealed class RealClusterApiTests : ClusterApiContract
{
    protected override Task<ClusterApi> OpenAsync(string manager, ClusterBounds bounds) => RealAccess.OpenAsync(manager, bounds);

    protected override async Task<ClusterApi> OpenStrangerAsync() => (await RealAccess.ClusterAsync()).Stranger();

    // The simulated server authorizes nobody.
    [Fact]
    public async Task Somebody_without_rights_is_denied_and_nothing_is_taken_for_missing()
    {
        using ClusterApi nobody = (await RealAccess.ClusterAsync()).Nobody();
        KubeKind secrets = new("", "v1", "Secret", "secrets", Namespaced: true);
        try
        {
            await nobody.GetAsync(secrets, "kube-system", "missing", Token);
        }
        catch (PhoenixException e)
        {
            Assert.Equal(ErrorCode.ClusterDenied, e.Code);
            Assert.Equal(ErrorCode.ClusterDenied, (await Assert.ThrowsAsync<PhoenixException>(() => nobody.ListAsync(secrets, "kube-system", null, Token))).Code);
            return;
        }

        Assert.Skip($"{nobody.Server} lets everybody do everything, or does not know impersonation: a refusal was not tried on it");
    }
}
