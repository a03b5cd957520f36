namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>A credential that stands in the kubeconfig itself, or none.</summary>
internal sealed class FixedCredentials(ClusterCredential credential) : IClusterCredentials
{
    /// <inheritdoc/>
    public Task<ClusterCredential> GetAsync(bool renew, CancellationToken cancellationToken) => Task.FromResult(credential);
}
