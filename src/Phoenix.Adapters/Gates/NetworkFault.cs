using System.Net.Sockets;
using System.Security.Authentication;

namespace Phoenix.Adapters.Gates;

/// <summary>Says in a few words why something could not be reached.</summary>
internal static class NetworkFault
{
    /// <summary>The reason. The innermost cause says most: a TLS failure arrives as an HTTP error around an I/O error around it.</summary>
    internal static string Describe(Exception fault, string host)
    {
        List<Exception> chain = [];
        for (Exception? e = fault; e is not null; e = e.InnerException)
        {
            chain.Insert(0, e);
        }

        return chain.Select(e => Reason(e, host)).FirstOrDefault(r => r is not null) ?? fault.Message;
    }

    private static string? Reason(Exception e, string host) => e switch
    {
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } => "connection refused",
        SocketException { SocketErrorCode: SocketError.ConnectionReset } => "connection reset",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } => $"the host name '{host}' does not resolve",
        SocketException { SocketErrorCode: SocketError.HostUnreachable or SocketError.NetworkUnreachable } => $"no route to '{host}'",
        SocketException { SocketErrorCode: SocketError.TimedOut } => "no answer to the attempt to connect",
        SocketException s => $"no connection ({s.SocketErrorCode})",
        AuthenticationException when e.Message.Contains("NameMismatch", StringComparison.Ordinal) => $"certificate not for '{host}'",
        AuthenticationException when e.Message.Contains("certificate", StringComparison.Ordinal) => $"certificate not trusted: {e.Message}",
        AuthenticationException => $"TLS: {e.Message}",
        _ => null,
    };
}
