namespace Phoenix.Stacks;

/// <summary>What destroys a layer where its driver's own destroy is not to be relied on. The family is closed.</summary>
public abstract record WipeDefinition
{
    private WipeDefinition()
    {
    }

    /// <summary>Machines of a Proxmox cluster, destroyed by identity through its API; the driver's destroy runs afterwards, for what else it made.</summary>
    /// <param name="Endpoint">Base address, e.g. <c>https://pve:8006</c>.</param>
    /// <param name="Token">Name of the secret that holds the API token, <c>user@realm!name=uuid</c>.</param>
    /// <param name="CaFile">Certificate of a private authority, absolute; null for the system's.</param>
    /// <param name="Fingerprint">SHA-256 fingerprint of the endpoint's certificate, in place of an authority; null for none.</param>
    /// <param name="VmIds">The machines by id.</param>
    /// <param name="Ranges">Ranges of ids, both ends included.</param>
    /// <param name="Tag">All machines that carry this tag; null for none.</param>
    /// <param name="Pool">All machines of this pool; null for none.</param>
    /// <param name="NamePattern">What the name of every chosen machine must match (<c>*</c> and <c>?</c>); one that does not stops the wipe before anything is destroyed. Null: no check.</param>
    /// <param name="TaskTimeout">Bound of one task of Proxmox.</param>
    public sealed record Proxmox(
        Uri Endpoint,
        string Token,
        string? CaFile,
        string? Fingerprint,
        IReadOnlyList<int> VmIds,
        IReadOnlyList<VmIdRange> Ranges,
        string? Tag,
        string? Pool,
        string? NamePattern,
        TimeSpan TaskTimeout) : WipeDefinition;
}
