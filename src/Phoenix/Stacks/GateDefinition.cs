namespace Phoenix.Stacks;

/// <summary>A gate as the stack file declares it. The family is closed: one nested record a gate key.</summary>
public abstract record GateDefinition
{
    private GateDefinition()
    {
    }

    /// <summary>Longest wait until it holds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A TCP connection can be opened.</summary>
    /// <param name="Address"><c>host:port</c>.</param>
    public sealed record Tcp(ValueTemplate Address) : GateDefinition;

    /// <summary>An HTTP GET is answered as expected.</summary>
    /// <param name="Url">The address.</param>
    /// <param name="Status">The expected status; null for any of 200 to 299.</param>
    /// <param name="CaFile">Certificate of a private authority, absolute; null for the system's.</param>
    public sealed record Http(ValueTemplate Url, int? Status, string? CaFile) : GateDefinition;

    /// <summary>A program ends with exit code 0.</summary>
    /// <param name="Arguments">Program and arguments.</param>
    /// <param name="Directory">Working directory, absolute.</param>
    /// <param name="Environment">Variables.</param>
    /// <param name="Secrets">Variables whose value is a secret: variable to the secret's name.</param>
    public sealed record Command(
        IReadOnlyList<ValueTemplate> Arguments, string Directory, IReadOnlyDictionary<string, ValueTemplate> Environment, IReadOnlyDictionary<string, string> Secrets) : GateDefinition;

    /// <summary>A file is there and is not empty.</summary>
    /// <param name="Path">The file, absolute once resolved.</param>
    public sealed record FileThere(ValueTemplate Path) : GateDefinition;

    /// <summary>The repository's bucket can be listed with the credentials that the restore will use.</summary>
    public sealed record S3 : GateDefinition;

    /// <summary>A PostgreSQL server takes a connection and answers a query.</summary>
    /// <param name="Dsn">Name of the secret that holds the connection string (libpq's keyword form or a URI).</param>
    public sealed record Postgres(string Dsn) : GateDefinition;

    /// <summary>A Talos cluster is healthy, and etcd has its members, as <c>talosctl</c> sees it.</summary>
    /// <param name="TalosConfig">The file <c>talosconfig</c>.</param>
    /// <param name="Nodes">Nodes that are asked.</param>
    /// <param name="ControlPlane">Number of etcd members that must be there; null to ask for health alone.</param>
    /// <param name="KubeConfig">A kubeconfig is written here once the cluster is healthy; null for none.</param>
    public sealed record Talos(ValueTemplate TalosConfig, IReadOnlyList<ValueTemplate> Nodes, int? ControlPlane, string? KubeConfig) : GateDefinition;

    /// <summary>An admission webhook's Service has a ready endpoint.</summary>
    /// <param name="Service">The Service.</param>
    public sealed record Webhook(ClusterObjectName Service) : GateDefinition;

    /// <summary>What Flux applies is ready.</summary>
    /// <param name="Kustomizations">The Kustomizations; with no HelmReleases either, all of the cluster, and at least one.</param>
    /// <param name="HelmReleases">The HelmReleases.</param>
    public sealed record Flux(IReadOnlyList<ClusterObjectName> Kustomizations, IReadOnlyList<ClusterObjectName> HelmReleases) : GateDefinition;

    /// <summary>Longhorn's nodes can be scheduled to, and its volumes are healthy.</summary>
    /// <param name="Namespace">Where Longhorn lives.</param>
    public sealed record Longhorn(string Namespace) : GateDefinition;

    /// <summary>ExternalSecrets are synced and not empty.</summary>
    /// <param name="Secrets">The ExternalSecrets.</param>
    /// <param name="Repository">As for the driver.</param>
    public sealed record ExternalSecret(IReadOnlyList<ClusterObjectName> Secrets, bool Repository) : GateDefinition;
}
