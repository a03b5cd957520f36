using System.Text.RegularExpressions;
using Phoenix.Errors;

namespace Phoenix.Adapters.Proxmox;

/// <summary>An API token as Proxmox shows it once, <c>user@realm!name=secret</c>. It prints itself as its name only.</summary>
internal sealed partial class ProxmoxToken
{
    private ProxmoxToken(string whole, string name, string secret)
    {
        (Whole, Name, Secret) = (whole, name, secret);
    }

    /// <summary>All of it, for the header.</summary>
    internal string Whole { get; }

    /// <summary>What may be shown: <c>user@realm!name</c>.</summary>
    internal string Name { get; }

    /// <summary>What must not be shown.</summary>
    internal string Secret { get; }

    /// <summary>Reads a token.</summary>
    /// <param name="text">The token.</param>
    /// <param name="secretName">Name of the secret that holds it, for messages.</param>
    /// <exception cref="PhoenixException">Configuration: it is none; the message does not quote it.</exception>
    internal static ProxmoxToken Parse(string text, string secretName)
    {
        Match match = Form().Match(text);
        return match.Success
            ? new ProxmoxToken(text, match.Groups["name"].Value, match.Groups["secret"].Value)
            : throw new PhoenixException(
                ErrorCode.Configuration,
                $"secret '{secretName}' is no API token of Proxmox",
                "store it as user@realm!name=uuid, without 'PVEAPIToken=' before it; 'pveum user token add' makes one and shows its uuid once");
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    [GeneratedRegex("^(?<name>[^\\s:/=]+@[A-Za-z][A-Za-z0-9._-]*![A-Za-z][A-Za-z0-9._-]*)=(?<secret>[A-Za-z0-9-]{8,128})$")]
    private static partial Regex Form();
}
