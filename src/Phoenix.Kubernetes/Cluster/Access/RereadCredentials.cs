namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>Credentials of a kubeconfig file: when they are refused the file is read again, for somebody may have written new ones into it.</summary>
/// <param name="first">What the file said when it was read first.</param>
/// <param name="read">Reads it again.</param>
internal sealed class RereadCredentials(IClusterCredentials first, Func<IClusterCredentials> read) : IClusterCredentials
{
    private IClusterCredentials _current = first;

    /// <inheritdoc/>
    public async Task<ClusterCredential> GetAsync(bool renew, CancellationToken cancellationToken)
    {
        if (!renew)
        {
            return await _current.GetAsync(renew: false, cancellationToken);
        }

        // What the file says now may be fixed as well: whether it is new is the caller's to see.
        IClusterCredentials again = read();
        ClusterCredential credential = await again.GetAsync(renew: true, cancellationToken);
        _current = again;
        return credential;
    }
}
