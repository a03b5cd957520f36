using System.Text.Json;

namespace Phoenix.Adapters.Proxmox;

/// <summary>What the API answered.</summary>
/// <param name="Status">HTTP status; Proxmox uses 595 to 599 for nodes that it cannot reach.</param>
/// <param name="Words">What it says is wrong, in one line, redacted: from the status line, the message and the errors by parameter.</param>
/// <param name="Data">Its <c>data</c>; undefined when there is none.</param>
internal sealed record ProxmoxReply(int Status, string Words, JsonElement Data)
{
    /// <summary>Whether it did what was asked.</summary>
    internal bool IsSuccess => Status is >= 200 and < 300;
}
