using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Phoenix.KubeSim.Operators.Crunchy.Node;

/// <summary>The certificates of a cluster, from an authority of its own, as PEM texts.</summary>
/// <param name="Authority">Certificate of the authority.</param>
/// <param name="Certificate">Certificate of the servers.</param>
/// <param name="Key">Its private key.</param>
/// <param name="Replication">Certificate of the account that replicates.</param>
/// <param name="ReplicationKey">Its private key.</param>
internal sealed record ServerCertificate(string Authority, string Certificate, string Key, string Replication, string ReplicationKey)
{
    /// <summary>The account that replicates, known by its certificate alone.</summary>
    public const string ReplicationUser = "_crunchyrepl";

    /// <summary>Makes them for the cluster's services.</summary>
    public static ServerCertificate Make(string cluster, string space, DateTimeOffset now)
    {
        using ECDsa authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=postgres-operator-ca", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        using X509Certificate2 authority = request.CreateSelfSigned(now.AddHours(-1), now.AddYears(10));

        string primary = $"{CrunchyNames.PrimaryService(cluster)}.{space}.svc";
        (string certificate, string key) = Issue(
            authority, primary, [primary, CrunchyNames.PrimaryService(cluster), $"{CrunchyNames.ReplicaService(cluster)}.{space}.svc", "localhost"], now);
        (string replication, string replicationKey) = Issue(authority, ReplicationUser, [], now);
        return new ServerCertificate(authority.ExportCertificatePem(), certificate, key, replication, replicationKey);
    }

    private static (string Certificate, string Key) Issue(X509Certificate2 authority, string name, IReadOnlyList<string> hosts, DateTimeOffset now)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=" + name, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, 0, critical: true));
        if (hosts.Count > 0)
        {
            SubjectAlternativeNameBuilder names = new();
            foreach (string host in hosts)
            {
                names.AddDnsName(host);
            }

            names.AddIpAddress(IPAddress.Loopback);
            request.CertificateExtensions.Add(names.Build());
        }

        using X509Certificate2 certificate = request.Create(authority, now.AddHours(-1), now.AddYears(1), RandomNumberGenerator.GetBytes(16));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
