using System.Security.Cryptography;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>A payload sent as it is, its SHA-256 in the signed headers, or unsigned.</summary>
internal sealed class PlainPayload(Stream body, string? expectedSha256) : IPayload
{
    private readonly IncrementalHash? _hash = expectedSha256 is null ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public IReadOnlyDictionary<string, string> Trailers { get; } = new Dictionary<string, string>();

    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation)
    {
        int read = await body.ReadAsync(into, cancellation);
        if (read > 0)
        {
            _hash?.AppendData(into.Span[..read]);
        }
        else if (_hash is not null)
        {
            string computed = Convert.ToHexStringLower(_hash.GetHashAndReset());
            if (!SigningKey.Same(computed, expectedSha256!))
            {
                throw new S3Exception(
                    S3Error.ContentSha256Mismatch, null,
                    ("ClientComputedContentSHA256", expectedSha256!), ("S3ComputedContentSHA256", computed));
            }
        }
        return read;
    }

    public void Dispose() => _hash?.Dispose();
}
