using System.Security.Cryptography;
using System.Text;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>The chain of signatures through a streamed payload, starting at the request's own.</summary>
internal sealed class ChunkSignatures(SigningKey key, string requestSignature) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = requestSignature;

    public void Append(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    /// <summary>Verifies the chunk whose data has been appended.</summary>
    public void VerifyChunk(string given) =>
        Verify(key.SignChunk(_previous, Convert.ToHexStringLower(_hash.GetHashAndReset())), given);

    public void VerifyTrailer(string canonicalTrailer, string given) =>
        Verify(key.SignTrailer(_previous, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonicalTrailer)))), given);

    public void Dispose() => _hash.Dispose();

    private void Verify(string expected, string given)
    {
        if (!SigningKey.Same(expected, given))
        {
            throw new S3Exception(S3Error.SignatureDoesNotMatch, "The signature of a chunk does not match its content.");
        }
        _previous = expected;
    }
}
