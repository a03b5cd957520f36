namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>Gives the credential for each request, and a new one where the old one was refused or runs out.</summary>
internal interface IClusterCredentials
{
    /// <summary>The credential to use now.</summary>
    /// <param name="renew">The server refused the present one: read or make it anew, if that is possible at all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="Errors.PhoenixException">It cannot be read or made.</exception>
    Task<ClusterCredential> GetAsync(bool renew, CancellationToken cancellationToken);
}
