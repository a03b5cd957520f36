using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>A TLS connection on which the test writes HTTP itself, to break off or to say what no client library says.</summary>
public sealed class RawConnection : IDisposable
{
    private readonly TcpClient _tcp;
    private readonly SslStream _tls;

    private RawConnection(TcpClient tcp, SslStream tls) => (_tcp, _tls) = (tcp, tls);

    public static async Task<RawConnection> OpenAsync(LabEndpoint endpoint)
    {
        var tcp = new TcpClient();
        await tcp.ConnectAsync("127.0.0.1", endpoint.Host.Port);
        var tls = new SslStream(tcp.GetStream(), false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost");
        return new RawConnection(tcp, tls);
    }

    /// <summary>Writes the head of a signed request.</summary>
    public Task SendHeadAsync(LabEndpoint endpoint, HttpMethod method, string target, string extraHeaders, string payloadHash = "UNSIGNED-PAYLOAD")
    {
        using HttpRequestMessage request = endpoint.Unsigned(method, target);
        new RequestSigner(endpoint.Key, LabEndpoint.Region, TimeProvider.System).Sign(request, payloadHash);
        var head = new StringBuilder($"{method} {target} HTTP/1.1\r\nhost: localhost:{endpoint.Host.Port}\r\n");
        foreach (var header in request.Headers.NonValidated.Where(header => !header.Key.Equals("host", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append($"{header.Key}: {string.Join(',', (IEnumerable<string>)header.Value)}\r\n");
        }
        return SendAsync(Encoding.ASCII.GetBytes(head.Append(extraHeaders).Append("\r\n").ToString()));
    }

    public async Task SendAsync(byte[] bytes)
    {
        await _tls.WriteAsync(bytes);
        await _tls.FlushAsync();
    }

    public async Task<string> ReadAsync()
    {
        byte[] buffer = new byte[8192];
        int read = await _tls.ReadAsync(buffer).AsTask().WaitAsync(TimeSpan.FromSeconds(10));
        return Encoding.UTF8.GetString(buffer, 0, read);
    }

    /// <summary>Breaks off with a reset, as a killed client does.</summary>
    public void Dispose()
    {
        _tcp.Client.LingerState = new LingerOption(true, 0);
        _tcp.Dispose();
        _tls.Dispose();
    }
}
