using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon.Runtime;
using Phoenix.Errors;

namespace Phoenix.Adapters.S3;

/// <summary>
/// Hands the SDK one HTTP client that trusts the named authorities and nothing else. Only the chain is replaced: the host name is
/// still compared with the certificate, as pgBackRest does.
/// </summary>
internal sealed class PinnedHttpClientFactory : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    public PinnedHttpClientFactory(string? caFile, TimeSpan connectTimeout)
    {
        SocketsHttpHandler handler = new()
        {
            AllowAutoRedirect = false,
            // pgBackRest knows no proxy: what Phoenix finds reachable must be reachable for the restore too.
            UseProxy = false,
            ConnectTimeout = connectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        if (caFile is not null)
        {
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = TrustOnly(caFile) };
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    // The client lives as long as the store: the SDK shall neither share nor dispose it.
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    internal static X509ChainPolicy TrustOnly(string caFile)
    {
        X509ChainPolicy policy = new()
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // A private authority publishes no revocation list.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(caFile);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the CA file '{caFile}' cannot be read: {e.Message}", "Name a readable PEM file that holds the endpoint's certificate authority.", e);
        }

        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new PhoenixException(ErrorCode.Configuration, $"the CA file '{caFile}' holds no certificate", "Name a PEM file that holds the endpoint's certificate authority (BEGIN CERTIFICATE).");
    }
}
