using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Phoenix.Testing.Proxmox;

/// <summary>A certificate that signs itself, for a server on this machine.</summary>
public static class DoubleCertificate
{
    /// <summary>Makes one for a host name.</summary>
    public static X509Certificate2 For(string host)
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=" + host, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }
}
