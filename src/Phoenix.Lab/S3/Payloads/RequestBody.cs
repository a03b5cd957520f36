using System.Buffers;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>A request's body, with everything verified that was said about it: signature, Content-MD5, checksums.</summary>
internal sealed class RequestBody : IDisposable
{
    private const long Largest = 5L << 30;

    private readonly IPayload _payload;
    private readonly byte[]? _contentMd5;
    private readonly Dictionary<string, string> _declared;
    private readonly List<(ChecksumAlgorithm Algorithm, IRunningChecksum Running)> _checksums = [];
    private readonly IncrementalHash _md5 = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly Dictionary<string, string> _verified = new(StringComparer.Ordinal);

    private RequestBody(IPayload payload, byte[]? contentMd5, Dictionary<string, string> declared, IEnumerable<ChecksumAlgorithm> algorithms)
    {
        (_payload, _contentMd5, _declared) = (payload, contentMd5, declared);
        foreach (ChecksumAlgorithm algorithm in algorithms)
        {
            _checksums.Add((algorithm, algorithm.Start()));
        }
    }

    /// <summary>Whether the client gave a digest of the whole body beside its signature.</summary>
    public bool HasDigest => _contentMd5 is not null || _checksums.Count > 0;

    /// <summary>Hex MD5 of the payload; known after <see cref="CopyToAsync"/>.</summary>
    public string Md5 { get; private set; } = "";

    /// <summary>The checksums that held, by header; known after <see cref="CopyToAsync"/>.</summary>
    public IReadOnlyDictionary<string, string> Checksums => _verified;

    /// <summary>Prepares to read a body.</summary>
    /// <param name="request">The request.</param>
    /// <param name="caller">Its sender.</param>
    /// <param name="ignoreChecksums">Leaves x-amz-checksum-* headers to the operation.</param>
    public static RequestBody Open(HttpRequest request, Caller caller, bool ignoreChecksums = false)
    {
        if (request.ContentLength is null && !request.Headers.ContainsKey("Transfer-Encoding"))
        {
            throw new S3Exception(S3Error.MissingContentLength);
        }
        if (request.ContentLength > Largest)
        {
            throw new S3Exception(S3Error.EntityTooLarge);
        }
        var declared = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ChecksumAlgorithm algorithm in ignoreChecksums ? [] : ChecksumAlgorithm.All)
        {
            string value = request.Headers[algorithm.Header].ToString();
            if (value.Length > 0)
            {
                declared[algorithm.Header] = algorithm.IsValue(value)
                    ? value
                    : throw new S3Exception(S3Error.InvalidRequest, $"Value for {algorithm.Header} header is invalid.");
            }
        }
        byte[]? md5 = ContentMd5(request);
        IPayload payload = PayloadFactory.Open(request, caller);
        IEnumerable<string> announced = request.Headers["x-amz-trailer"].ToString().Split(',', StringSplitOptions.TrimEntries);
        return new RequestBody(
            payload, md5, declared,
            ChecksumAlgorithm.All.Where(algorithm => declared.ContainsKey(algorithm.Header) || announced.Contains(algorithm.Header, StringComparer.OrdinalIgnoreCase)));
    }

    /// <summary>Hands the whole payload on and then verifies it; what was handed on counts for nothing before this returns.</summary>
    public async Task CopyToAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            int read;
            while ((read = await _payload.ReadAsync(buffer, cancellation)) > 0)
            {
                _md5.AppendData(buffer, 0, read);
                foreach ((_, IRunningChecksum running) in _checksums)
                {
                    running.Append(buffer.AsSpan(0, read));
                }
                await sink(buffer.AsMemory(0, read), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        Verify();
    }

    /// <summary>Reads a small body, such as an XML document, as a whole.</summary>
    public async Task<byte[]> ReadAllAsync(int limit, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        await CopyToAsync(
            (data, _) =>
            {
                if (whole.Length + data.Length > limit)
                {
                    throw new S3Exception(S3Error.EntityTooLarge);
                }
                whole.Write(data.Span);
                return ValueTask.CompletedTask;
            },
            cancellation);
        return whole.ToArray();
    }

    public void Dispose()
    {
        _payload.Dispose();
        _md5.Dispose();
        foreach ((_, IRunningChecksum running) in _checksums)
        {
            running.Dispose();
        }
    }

    private static byte[]? ContentMd5(HttpRequest request)
    {
        string text = request.Headers.ContentMD5.ToString();
        if (text.Length == 0)
        {
            return null;
        }
        byte[] md5 = new byte[16];
        Span<byte> decoded = stackalloc byte[64];
        if (!Convert.TryFromBase64String(text, decoded, out int written) || written != md5.Length)
        {
            throw new S3Exception(S3Error.InvalidDigest);
        }
        decoded[..written].CopyTo(md5);
        return md5;
    }

    private void Verify()
    {
        byte[] md5 = _md5.GetHashAndReset();
        Md5 = Convert.ToHexStringLower(md5);
        if (_contentMd5 is not null && !CryptographicOperations.FixedTimeEquals(md5, _contentMd5))
        {
            throw new S3Exception(S3Error.BadDigest);
        }
        foreach ((ChecksumAlgorithm algorithm, IRunningChecksum running) in _checksums)
        {
            string computed = Convert.ToBase64String(running.Finish());
            foreach (IReadOnlyDictionary<string, string> given in (IReadOnlyDictionary<string, string>[])[_declared, _payload.Trailers])
            {
                if (given.TryGetValue(algorithm.Header, out string? value) && value != computed)
                {
                    throw new S3Exception(S3Error.BadDigest, $"The {algorithm.Name} you specified did not match the calculated checksum.");
                }
            }
            _verified[algorithm.Header] = computed;
        }
    }
}
