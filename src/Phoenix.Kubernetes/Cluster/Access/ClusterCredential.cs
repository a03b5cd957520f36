namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>Who Phoenix is to an API server, as of now. A class, not a record: nothing may print it.</summary>
/// <param name="authorization">The whole header <c>Authorization</c>; null for none.</param>
/// <param name="certificate">The client certificate; null for none.</param>
internal sealed class ClusterCredential(string? authorization, ClientCertificate? certificate)
{
    /// <summary>The whole header <c>Authorization</c>; null for none.</summary>
    public string? Authorization { get; } = authorization;

    /// <summary>The client certificate; null for none.</summary>
    public ClientCertificate? Certificate { get; } = certificate;

    /// <summary>Whether a server that refused one of them would refuse the other, too.</summary>
    public bool IsSameAs(ClusterCredential other) => Authorization == other.Authorization && Certificate?.Thumbprint == other.Certificate?.Thumbprint;
}
