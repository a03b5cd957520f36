namespace Phoenix.Adapters.Proxmox;

/// <summary>What a machine's configuration says, as far as a wipe must know it.</summary>
/// <param name="Name">Its name (<c>name</c> of a VM, <c>hostname</c> of a container); empty when it has none.</param>
/// <param name="IsTemplate">Whether it is a template.</param>
/// <param name="IsProtected">Whether it must not be destroyed.</param>
/// <param name="Lock">The kind of task that works on it, e.g. <c>backup</c>; null for none.</param>
internal sealed record MachineSettings(string Name, bool IsTemplate, bool IsProtected, string? Lock);
