using System.Globalization;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>What a completion says of the whole object: its checksums, of the bytes or of the parts' checksums, and its size.</summary>
internal sealed class CompletionChecksums : IDisposable
{
    private const string SizeHeader = "x-amz-mp-object-size";

    private readonly List<(ChecksumAlgorithm Algorithm, string Value, IRunningChecksum Running)> _ofBytes = [];
    private readonly Dictionary<string, string> _verified = new(StringComparer.Ordinal);
    private readonly long? _size;

    private CompletionChecksums(long? size) => _size = size;

    public static void ThrowIfTrailing(IHeaderDictionary headers)
    {
        if (headers.ContainsKey("x-amz-trailer"))
        {
            throw new S3Exception(S3Error.NotImplemented, "A completion with trailing headers is not implemented.");
        }
    }

    public static CompletionChecksums Start(IHeaderDictionary headers, IReadOnlyList<PartRecord> parts)
    {
        long? size = headers[SizeHeader].ToString() is { Length: > 0 } text
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : throw new S3Exception(S3Error.InvalidRequest, $"Value for {SizeHeader} header is invalid.")
            : null;
        var checksums = new CompletionChecksums(size);
        foreach (ChecksumAlgorithm algorithm in ChecksumAlgorithm.All)
        {
            string given = headers[algorithm.Header].ToString();
            if (given.Contains('-', StringComparison.Ordinal))
            {
                checksums.VerifyComposite(algorithm, given, parts);
            }
            else if (given.Length > 0)
            {
                checksums._ofBytes.Add((algorithm, given, algorithm.Start()));
            }
        }
        return checksums;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        foreach ((_, _, IRunningChecksum running) in _ofBytes)
        {
            running.Append(data);
        }
    }

    /// <summary>Verifies what was computed over the bytes; gives all that held, by header.</summary>
    public IReadOnlyDictionary<string, string> Verify(long size)
    {
        if (_size is not null && _size != size)
        {
            throw new S3Exception(S3Error.InvalidRequest, $"The provided '{SizeHeader}' header does not match what was computed.");
        }
        foreach ((ChecksumAlgorithm algorithm, string value, IRunningChecksum running) in _ofBytes)
        {
            Hold(algorithm, value, Convert.ToBase64String(running.Finish()));
        }
        return _verified;
    }

    public void Dispose()
    {
        foreach ((_, _, IRunningChecksum running) in _ofBytes)
        {
            running.Dispose();
        }
    }

    private void VerifyComposite(ChecksumAlgorithm algorithm, string given, IReadOnlyList<PartRecord> parts)
    {
        using IRunningChecksum running = algorithm.Start();
        foreach (PartRecord part in parts)
        {
            running.Append(Convert.FromBase64String(
                part.Checksums.GetValueOrDefault(algorithm.Header) ?? throw new S3Exception(S3Error.InvalidRequest, $"A part has no {algorithm.Name} checksum.")));
        }
        Hold(algorithm, given, $"{Convert.ToBase64String(running.Finish())}-{parts.Count.ToString(CultureInfo.InvariantCulture)}");
    }

    private void Hold(ChecksumAlgorithm algorithm, string given, string computed) =>
        _verified[algorithm.Header] = given == computed
            ? computed
            : throw new S3Exception(S3Error.BadDigest, $"The {algorithm.Name} you specified did not match the calculated checksum.");
}
