namespace Phoenix.Stacks;

/// <summary>One layer as the stack file declares it.</summary>
public sealed record LayerDefinition
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Line of its name in the stack file, from 1: for messages.</summary>
    public int Line { get; init; }

    /// <summary>The layers that must be Ready before it.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>What raises it.</summary>
    public required DriverDefinition Driver { get; init; }

    /// <summary>What destroys it in place of its driver, or after it (<c>wipe</c>); null for the driver alone.</summary>
    public WipeDefinition? Wipe { get; init; }

    /// <summary>What must hold before it counts as Ready, in this order.</summary>
    public IReadOnlyList<GateDefinition> Gates { get; init; } = [];

    /// <summary>Bound of one up or wipe, gates apart.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often an up or wipe that failed for a transient reason is tried again.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Memory of the machines that it declares, in MiB, by Proxmox node; for <c>phoenix plan</c>.</summary>
    public IReadOnlyDictionary<string, long> Memory { get; init; } = new Dictionary<string, long>();
}
