using System.Security.Cryptography.X509Certificates;
using Phoenix.Kubernetes.Cluster.Access;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>How an API server is reached: its address, who must have signed its certificate, and who Phoenix is there. Holds secrets, so it prints none of it.</summary>
public sealed class ClusterAccess
{
    internal ClusterAccess(Uri server, string source, IClusterCredentials credentials) => (Server, Source, Credentials) = (server, source, credentials);

    /// <summary>The API server's address, without credentials.</summary>
    public Uri Server { get; }

    /// <summary>Where this comes from, for messages: a kubeconfig and its context, or the pod's own account.</summary>
    public string Source { get; }

    /// <summary>The namespace that the context names; null for none.</summary>
    public string? Namespace { get; internal init; }

    internal IClusterCredentials Credentials { get; }

    /// <summary>Who may have signed the server's certificate; null for the system's authorities.</summary>
    internal X509Certificate2Collection? Authorities { get; init; }

    /// <summary>Whether any certificate is taken, as the kubeconfig asks for.</summary>
    internal bool TakesAnyCertificate { get; init; }

    /// <summary>The name that the server's certificate must have; null for that in the address.</summary>
    internal string? ServerName { get; init; }

    /// <summary>The proxy to go through; null for the environment's.</summary>
    internal Uri? Proxy { get; init; }

    /// <summary>Headers of each request: whom Phoenix acts for (impersonation).</summary>
    internal IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Server} ({Source})";
}
