namespace Phoenix.Adapters.Proxmox;

/// <summary>A node of a Proxmox cluster.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsOnline">Whether the cluster sees it.</param>
/// <param name="TotalMemory">Its memory in bytes; null when it is not told: the node is down, or the token lacks Sys.Audit on it.</param>
/// <param name="UsedMemory">What of it is in use, in bytes; null when it is not told.</param>
public sealed record ProxmoxNode(string Name, bool IsOnline, long? TotalMemory, long? UsedMemory);
