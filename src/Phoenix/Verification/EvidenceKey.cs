using System.Security.Cryptography;
using Phoenix.Errors;

namespace Phoenix.Verification;

/// <summary>
/// An EC P-256 key for detached signatures of evidence: ECDSA with SHA-256 over the file's very bytes, in DER, which is what
/// <c>openssl dgst -sha256 -sign</c> writes and <c>-verify</c> reads.
/// </summary>
public sealed class EvidenceKey : IDisposable
{
    /// <summary>What a signature's file is called beyond the evidence's name.</summary>
    public const string SignatureSuffix = ".sig";

    private const string P256 = "1.2.840.10045.3.1.7";
    private const int Digits = 16;

    private readonly ECDsa _key;

    private EvidenceKey(ECDsa key)
    {
        _key = key;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..Digits];
    }

    /// <summary>First digits of the SHA-256 of the public key (DER, SubjectPublicKeyInfo), in lower-case hex.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key, public or private.</summary>
    /// <param name="pem">PEM text, not encrypted.</param>
    /// <param name="source">Where it is from, for the error.</param>
    /// <param name="mustSign">Whether it has to be a private key.</param>
    /// <exception cref="PhoenixException">Configuration: it is no such key.</exception>
    public static EvidenceKey Read(string pem, string source, bool mustSign)
    {
        ArgumentNullException.ThrowIfNull(pem);
        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            ECCurve curve = key.ExportParameters(includePrivateParameters: mustSign).Curve;
            if (curve.Oid.Value == P256 || curve.Oid.FriendlyName is "nistP256" or "ECDSA_P256")
            {
                return new EvidenceKey(key);
            }
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            throw Unusable(source, mustSign, e);
        }

        key.Dispose();
        throw Unusable(source, mustSign, null);
    }

    /// <summary>Signs.</summary>
    /// <param name="evidence">Bytes of <c>evidence.json</c>.</param>
    public byte[] Sign(ReadOnlySpan<byte> evidence) => _key.SignData(evidence, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);

    /// <summary>Whether <paramref name="signature"/> is one of these bytes by this key.</summary>
    public bool Verify(ReadOnlySpan<byte> evidence, ReadOnlySpan<byte> signature)
    {
        try
        {
            return _key.VerifyData(evidence, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        }
        catch (CryptographicException)
        {
            // Bytes that are no DER at all.
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    private static PhoenixException Unusable(string source, bool mustSign, Exception? cause) => new(
        ErrorCode.Configuration,
        $"{source} is no {(mustSign ? "private " : "")}EC P-256 key in PEM{(cause is null ? ": it is on another curve" : "")}",
        mustSign ? "make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem" : "print the public one with: openssl pkey -in key.pem -pubout",
        cause);
}
