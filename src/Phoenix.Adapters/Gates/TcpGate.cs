using System.Globalization;
using System.Net.Sockets;
using Phoenix.Adapters.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>Whether a TCP connection can be opened. A balancer that accepts for a dead server answers too: ask for more with another gate.</summary>
internal sealed class TcpGate(GateDefinition.Tcp definition, LayerScope scope)
{
    /// <summary>One look.</summary>
    internal Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        (string host, int port) = Read(scope.Resolve(definition.Address));
        return BoundedLook.RunAsync(BoundedLook.Network, scope.Time, token => ConnectAsync(host, port, token), cancellationToken);
    }

    private static async Task<string?> ConnectAsync(string host, int port, CancellationToken cancellationToken)
    {
        using TcpClient client = new();
        try
        {
            await client.ConnectAsync(host, port, cancellationToken);
            return null;
        }
        catch (SocketException e)
        {
            return NetworkFault.Describe(e, host);
        }
    }

    private (string Host, int Port) Read(string address)
    {
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? "" : address[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;
        bool isHost = Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4 || (isBracketed && Uri.CheckHostName(host) == UriHostNameType.IPv6);
        return isHost && int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= 65535
            ? (host, port)
            : throw new PhoenixException(
                ErrorCode.Configuration, $"layer '{scope.Layer}': gate tcp: '{address}' is no address", "Write host:port, and an IPv6 address in brackets: [::1]:6443");
    }
}
