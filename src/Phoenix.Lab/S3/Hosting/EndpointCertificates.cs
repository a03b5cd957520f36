using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Hosting;

/// <summary>
/// A private CA and the server certificate it signed, made on first use. The CA's own key is thrown away at once:
/// nobody who reads the folder can make another certificate that the lab's clients would trust.
/// </summary>
internal static class EndpointCertificates
{
    public const string CaFileName = "ca.pem";

    private const string ServerFileName = "server.pem";
    private const UnixFileMode WorldReadable = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(3650);

    /// <summary>Gives the server's certificate with its key.</summary>
    public static X509Certificate2 LoadOrCreate(string directory, TimeProvider time)
    {
        string caFile = Path.Combine(directory, CaFileName), serverFile = Path.Combine(directory, ServerFileName);
        // The CA's file is written last, so when it is there, the pair is whole.
        if (!File.Exists(caFile) || !File.Exists(serverFile))
        {
            Create(caFile, serverFile, time.GetUtcNow());
        }
        return X509Certificate2.CreateFromPemFile(serverFile);
    }

    private static void Create(string caFile, string serverFile, DateTimeOffset now)
    {
        File.Delete(caFile);
        DateTimeOffset from = now.AddDays(-1), to = now.Add(Lifetime);
        using var caKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var caRequest = new CertificateRequest("CN=Phoenix lab CA", caKey, HashAlgorithmName.SHA256);
        caRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        caRequest.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        caRequest.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(caRequest.PublicKey, false));
        using X509Certificate2 ca = caRequest.CreateSelfSigned(from, to);

        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", serverKey, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(ca, true, false));
        using X509Certificate2 server = request.Create(ca, from, to, RandomNumberGenerator.GetBytes(16));

        DurableFiles.Write(serverFile, Encoding.ASCII.GetBytes(server.ExportCertificatePem() + "\n" + serverKey.ExportPkcs8PrivateKeyPem() + "\n"));
        DurableFiles.Write(caFile, Encoding.ASCII.GetBytes(ca.ExportCertificatePem() + "\n"), WorldReadable);
    }
}
