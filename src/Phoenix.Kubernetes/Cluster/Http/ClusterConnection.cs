using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Phoenix.Kubernetes.Cluster.Access;

namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>
/// Connections to one API server as one client certificate. The certificate is compared with the kubeconfig's own authorities and nothing else, and its name with the
/// address: the library's own check is not used, because it lets any name pass that such an authority signed.
/// </summary>
internal sealed class ClusterConnection : IDisposable
{
    private readonly SocketsHttpHandler _handler;

    public ClusterConnection(ClusterAccess access, ClientCertificate? certificate)
    {
        Thumbprint = certificate?.Thumbprint;
        _handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // the token would go with it
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            AutomaticDecompression = DecompressionMethods.GZip,
            // Each watch is a stream, and a server grants a connection about 100 of them.
            EnableMultipleHttp2Connections = true,
            // A server that is gone without a word is noticed in half a minute, even by a quiet watch.
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            KeepAlivePingDelay = TimeSpan.FromSeconds(20),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            SslOptions = new SslClientAuthenticationOptions { ClientCertificateContext = certificate?.ToContext() },
        };
        if (access.Proxy is { } proxy)
        {
            _handler.Proxy = new WebProxy(proxy);
        }

        if (access.TakesAnyCertificate)
        {
            _handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        }
        else if (access.Authorities is { } authorities)
        {
            X509ChainPolicy policy = new()
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                // A cluster's own authority publishes no revocation list.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            policy.CustomTrustStore.AddRange(authorities);
            _handler.SslOptions.CertificateChainPolicy = policy;
        }

        Client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        Invoker = new HttpMessageInvoker(_handler, disposeHandler: false);
    }

    /// <summary>The client certificate's; null without one.</summary>
    public string? Thumbprint { get; }

    /// <summary>Sends requests; bounds are the caller's.</summary>
    public HttpClient Client { get; }

    /// <summary>Opens WebSockets.</summary>
    public HttpMessageInvoker Invoker { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Client.Dispose();
        Invoker.Dispose();
        _handler.Dispose();
    }
}
