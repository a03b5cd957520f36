using Phoenix.Recovery;

namespace Phoenix.Stacks;

/// <summary>A stack as its file declares it: data only, checked for form; nothing was looked up, started or connected to.</summary>
public sealed record StackDefinition
{
    /// <summary>Its name (1 to 63 of a-z, 0-9 and -, beginning with a letter): what <c>--confirm</c> must repeat.</summary>
    public required string Name { get; init; }

    /// <summary>Absolute path of the file; relative paths in it start from its folder.</summary>
    public required string File { get; init; }

    /// <summary>Absolute path of the file's folder.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether a wipe may be asked for at all (<c>destroyable: true</c>); false when the file does not say so.</summary>
    public bool Destroyable { get; init; }

    /// <summary>How many layers may be raised at once.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>What the owner of the data asks.</summary>
    public Objectives Objectives { get; init; } = Objectives.None;

    /// <summary>The repository; null where the stack has none, or its database layer brings its own (<c>lab</c>).</summary>
    public RepositoryDefinition? Repository { get; init; }

    /// <summary>The Kubernetes cluster that layers live in; null for a stack without one.</summary>
    public ClusterDefinition? Cluster { get; init; }

    /// <summary>The layers, in the order of the file.</summary>
    public IReadOnlyList<LayerDefinition> Layers { get; init; } = [];

    /// <summary>Where the secrets come from, by the name that layers use.</summary>
    public IReadOnlyDictionary<string, SecretDefinition> Secrets { get; init; } = new Dictionary<string, SecretDefinition>();

    /// <summary>Finish lines with a clock of their own: each is reached when all its layers are Ready.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Milestones { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>The owner's queries (<c>proof.queries</c>).</summary>
    public IReadOnlyList<ProofQuery> Queries { get; init; } = [];

    /// <summary>Memory that each Proxmox node has, in MiB, where it is declared (<c>proxmox.nodes</c>).</summary>
    public IReadOnlyDictionary<string, long> NodeMemory { get; init; } = new Dictionary<string, long>();
}
