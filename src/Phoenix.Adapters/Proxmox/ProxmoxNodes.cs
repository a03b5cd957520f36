using System.Text.Json;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.Proxmox;

/// <summary>Reads the nodes of a Proxmox cluster with their memory. Changes nothing.</summary>
/// <param name="access">The cluster.</param>
/// <param name="secrets">The secrets of the stack: one holds the token.</param>
/// <param name="time">The clock.</param>
public sealed class ProxmoxNodes(ProxmoxAccess access, ISecretReader secrets, TimeProvider time)
{
    private const string Path = "/nodes";

    /// <summary>The nodes, by name.</summary>
    /// <exception cref="PhoenixException">LayerFailed: the API refuses or does not answer (transient); Configuration: it is not trusted, or the token is none; Secret*.</exception>
    public async Task<IReadOnlyList<ProxmoxNode>> ReadAsync(CancellationToken cancellationToken)
    {
        using ProxmoxHttp http = await ProxmoxWipe.OpenAsync(access, secrets, log: null, time, cancellationToken);
        ProxmoxApi api = new(http);
        JsonElement data = await api.ReadAsync(Path, cancellationToken);
        return data.ValueKind == JsonValueKind.Array ? [.. data.EnumerateArray().Select(e => Node(api, e)).OrderBy(n => n.Name, StringComparer.Ordinal)] : throw api.Strange(Path);
    }

    private static ProxmoxNode Node(ProxmoxApi api, JsonElement e)
    {
        bool isOnline = ProxmoxApi.Text(e, "status") == "online";
        return new ProxmoxNode(ProxmoxApi.Text(e, "node") ?? throw api.Strange(Path), isOnline, Bytes(e, "maxmem"), isOnline ? Bytes(e, "mem") : null);
    }

    // 0 stands for "no statistics yet".
    private static long? Bytes(JsonElement e, string name) =>
        e.TryGetProperty(name, out JsonElement bytes) && bytes.ValueKind == JsonValueKind.Number && bytes.TryGetInt64(out long value) && value > 0 ? value : null;
}
