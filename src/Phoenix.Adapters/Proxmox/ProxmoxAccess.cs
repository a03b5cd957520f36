using Phoenix.Stacks;

namespace Phoenix.Adapters.Proxmox;

/// <summary>How the API of a Proxmox cluster is reached.</summary>
/// <param name="Endpoint">Base address of any of its nodes, https.</param>
/// <param name="TokenSecret">Name of the secret that holds the API token.</param>
/// <param name="CaFile">Certificate of a private authority, absolute; null for the system's, or where there is a fingerprint.</param>
/// <param name="Fingerprint">SHA-256 fingerprint of the endpoint's certificate, 64 hexadecimal digits in upper case without colons; null for none.</param>
public sealed record ProxmoxAccess(Uri Endpoint, string TokenSecret, string? CaFile, string? Fingerprint)
{
    /// <summary>The access that a layer's wipe declares.</summary>
    public static ProxmoxAccess Of(WipeDefinition.Proxmox wipe) => new(wipe.Endpoint, wipe.Token, wipe.CaFile, wipe.Fingerprint);

    /// <summary>For messages.</summary>
    internal string Name => $"Proxmox at {Endpoint.Scheme}://{Endpoint.Authority}";
}
