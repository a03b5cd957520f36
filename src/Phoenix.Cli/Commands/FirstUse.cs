using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Phoenix.Journal;

namespace Phoenix.Cli.Commands;

/// <summary>
/// What costs far more the first time than later, done beside the first tool processes: the journal's JSON contracts, and OpenSSL with the
/// system's trust store, which .NET reads at the first TLS handshake even where it is not used.
/// </summary>
internal static class FirstUse
{
    /// <summary>Starts it.</summary>
    /// <returns>Ends when it is done.</returns>
    public static Task StartAsync() => Task.WhenAll(Task.Run(RunJournal.Prepare), Task.Run(ReadTrustStore));

    private static void ReadTrustStore()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 any = new CertificateRequest("CN=first use", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UtcNow.AddDays(1));
        using var chain = new X509Chain { ChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, DisableCertificateDownloads = true } };
        chain.Build(any);
    }
}
