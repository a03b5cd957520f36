using System.Net;
using System.Net.Sockets;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>
/// Sockets bound to one port on 127.0.0.1 and, where the machine has it, on ::1: "localhost" may mean either. Bound
/// here and not by the server, since a free port must be the same on both.
/// </summary>
internal sealed class LoopbackSockets : IDisposable
{
    private const int Attempts = 50;

    private readonly Dictionary<AddressFamily, Socket> _sockets;

    private LoopbackSockets(Dictionary<AddressFamily, Socket> sockets) => _sockets = sockets;

    public IReadOnlyList<IPEndPoint> EndPoints => [.. _sockets.Values.Select(socket => (IPEndPoint)socket.LocalEndPoint!)];

    public int Port => EndPoints[0].Port;

    /// <exception cref="PortTakenException">The port is in use on one of the addresses.</exception>
    public static LoopbackSockets Bind(int port)
    {
        for (int attempt = 1; ; attempt++)
        {
            var sockets = new Dictionary<AddressFamily, Socket>();
            try
            {
                Socket v4 = sockets[AddressFamily.InterNetwork] = Bind(new IPEndPoint(IPAddress.Loopback, port));
                int chosen = ((IPEndPoint)v4.LocalEndPoint!).Port;
                try
                {
                    sockets[AddressFamily.InterNetworkV6] = Bind(new IPEndPoint(IPAddress.IPv6Loopback, chosen));
                }
                catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported)
                {
                    // This machine has no IPv6.
                }
                return new LoopbackSockets(sockets);
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse)
            {
                foreach (Socket socket in sockets.Values)
                {
                    socket.Dispose();
                }
                if (port != 0 || attempt == Attempts)
                {
                    throw new PortTakenException(port, e);
                }
            }
        }
    }

    /// <summary>Gives the server the socket for one of <see cref="EndPoints"/>.</summary>
    public Socket Take(EndPoint endPoint) => _sockets[endPoint.AddressFamily];

    public void Dispose()
    {
        foreach (Socket socket in _sockets.Values)
        {
            socket.Dispose();
        }
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
