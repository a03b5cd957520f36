namespace Phoenix.Stacks;

/// <summary>A range of Proxmox VM ids.</summary>
/// <param name="First">The first id.</param>
/// <param name="Last">The last id, included.</param>
public readonly record struct VmIdRange(int First, int Last)
{
    /// <summary>Whether the id lies in it.</summary>
    public bool Contains(int id) => id >= First && id <= Last;
}
