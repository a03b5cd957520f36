using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Phoenix.Errors;

namespace Phoenix.Kubernetes.Cluster.Access;

/// <summary>A client certificate with its key and what stands between it and its authority.</summary>
internal sealed class ClientCertificate
{
    private readonly X509Certificate2 _leaf;
    private readonly X509Certificate2Collection _between = [];

    private ClientCertificate(X509Certificate2 leaf, X509Certificate2Collection all)
    {
        _leaf = leaf;
        _between.AddRange(all.Where(c => c.Thumbprint != leaf.Thumbprint).ToArray());
    }

    /// <summary>Tells it from another one.</summary>
    public string Thumbprint => _leaf.Thumbprint;

    /// <summary>The moment after which no server takes it.</summary>
    public DateTimeOffset NotAfter => _leaf.NotAfter.ToUniversalTime();

    /// <summary>For a connection. Offline: nothing is fetched to complete the chain.</summary>
    public SslStreamCertificateContext ToContext() => SslStreamCertificateContext.Create(_leaf, _between, offline: true);

    /// <summary>Reads certificate and key.</summary>
    /// <param name="certificatePem">PEM, the certificate itself first.</param>
    /// <param name="keyPem">PEM of the key, not encrypted.</param>
    /// <param name="source">Where they come from, for messages.</param>
    /// <exception cref="PhoenixException">Configuration: they cannot be read or do not belong together.</exception>
    public static ClientCertificate Read(string certificatePem, string keyPem, string source)
    {
        try
        {
            X509Certificate2Collection all = [];
            all.ImportFromPem(certificatePem);
            return new ClientCertificate(X509Certificate2.CreateFromPem(certificatePem, keyPem), all);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new PhoenixException(
                ErrorCode.Configuration, $"{source}: the client certificate and its key cannot be used: {e.Message}", "Write the kubeconfig anew; certificate and key are PEM, the key without a passphrase", e);
        }
    }
}
