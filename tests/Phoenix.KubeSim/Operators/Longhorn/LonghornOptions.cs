namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>What the double of Longhorn works with, and the faults that tests plant. All may be changed while it runs.</summary>
public sealed class LonghornOptions
{
    /// <summary>Where it lives.</summary>
    public string Namespace { get; init; } = "longhorn-system";

    /// <summary>The nodes of the cluster that it runs on; null for all.</summary>
    public IReadOnlySet<string>? Nodes { get; init; }

    /// <summary>Settings at the first start; later ones are those of the cluster, as with the chart's <c>defaultSettings</c>.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["default-replica-count"] = "1", ["storage-over-provisioning-percentage"] = "200", ["replica-soft-anti-affinity"] = "false", ["default-data-path"] = "/var/lib/longhorn/",
    };

    /// <summary>Bytes of the disk of each node.</summary>
    public long DiskSize { get; set; } = 100L << 30;

    /// <summary>Bytes of a disk that are not for volumes.</summary>
    public long DiskReserve { get; set; } = 30L << 30;

    /// <summary>Volumes that never get from attaching to attached: the stuck attach.</summary>
    public ISet<string> Stuck { get; } = new HashSet<string>();

    /// <summary>Volumes of which a replica is broken.</summary>
    public ISet<string> Degraded { get; } = new HashSet<string>();

    /// <summary>Whether the controllers do nothing.</summary>
    public bool IsIdle { get; set; }
}
