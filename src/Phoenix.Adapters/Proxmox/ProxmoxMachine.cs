using Phoenix.Stacks;

namespace Phoenix.Adapters.Proxmox;

/// <summary>A machine as the cluster's listing shows it.</summary>
/// <param name="Id">Its id, unique in the cluster.</param>
/// <param name="Kind"><c>qemu</c> or <c>lxc</c>.</param>
/// <param name="Node">The node that it is on.</param>
/// <param name="Name">Its name; null when the node did not tell (it is down, or its statistics are).</param>
/// <param name="IsTemplate">Whether it is a template; false also when the node did not tell.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Pool">Its pool; null for none.</param>
internal sealed record ProxmoxMachine(int Id, string Kind, string Node, string? Name, bool IsTemplate, IReadOnlyList<string> Tags, string? Pool)
{
    /// <summary>Its path in the API.</summary>
    internal string Path => FormattableString.Invariant($"/nodes/{Uri.EscapeDataString(Node)}/{Kind}/{Id}");

    /// <summary>By identity, for plans and messages.</summary>
    internal StackObject Object => new(Kind, FormattableString.Invariant($"{Node}/{Id}"), Name);

    /// <inheritdoc/>
    public override string ToString() => Object.ToString();
}
