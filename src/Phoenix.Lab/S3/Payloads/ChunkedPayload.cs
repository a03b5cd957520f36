using System.Globalization;
using System.Text;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>
/// A payload in aws-chunked form: "size;chunk-signature=..." lines, each with its data, an empty last chunk, and
/// perhaps trailing headers.
/// </summary>
/// <param name="body">The request's body.</param>
/// <param name="signatures">Verifies chunks and trailer; null when the payload is unsigned.</param>
/// <param name="declaredTrailers">Names of the trailing headers that were announced; nothing else may come.</param>
/// <param name="decodedLength">Bytes of payload that were announced.</param>
internal sealed class ChunkedPayload(Stream body, ChunkSignatures? signatures, IReadOnlyList<string> declaredTrailers, long decodedLength) : IPayload
{
    private const string SignatureExtension = "chunk-signature=";
    private const string TrailerSignature = "x-amz-trailer-signature";

    private readonly LineReader _reader = new(body);
    private readonly Dictionary<string, string> _trailers = new(StringComparer.Ordinal);
    private long _left;
    private long _total;
    private string _signature = "";
    private bool _ended;

    public IReadOnlyDictionary<string, string> Trailers => _trailers;

    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation)
    {
        if (_ended)
        {
            return 0;
        }
        if (_left == 0)
        {
            await ReadChunkHeaderAsync(cancellation);
            if (_left == 0)
            {
                signatures?.VerifyChunk(_signature);
                await ReadTrailersAsync(cancellation);
                _ended = true;
                return _total == decodedLength ? 0 : throw new S3Exception(S3Error.IncompleteBody);
            }
        }
        int read = await _reader.ReadAsync(into[..(int)Math.Min(into.Length, _left)], cancellation);
        if (read == 0)
        {
            throw new S3Exception(S3Error.IncompleteBody);
        }
        signatures?.Append(into.Span[..read]);
        _left -= read;
        _total += read;
        if (_left == 0)
        {
            if (await _reader.ReadLineAsync(cancellation) is not "")
            {
                throw Malformed("A chunk is longer than its size says.");
            }
            signatures?.VerifyChunk(_signature);
        }
        return read;
    }

    public void Dispose()
    {
        _reader.Dispose();
        signatures?.Dispose();
    }

    private async ValueTask ReadChunkHeaderAsync(CancellationToken cancellation)
    {
        string line = await _reader.ReadLineAsync(cancellation) ?? throw new S3Exception(S3Error.IncompleteBody);
        string[] fields = line.Split(';', 2);
        if (!long.TryParse(fields[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long size) || size < 0)
        {
            throw Malformed("A chunk's size is not a number.");
        }
        if (size > decodedLength - _total)
        {
            throw Malformed("The chunks are longer than x-amz-decoded-content-length.");
        }
        if (signatures is not null)
        {
            _signature = fields.Length == 2 && fields[1].StartsWith(SignatureExtension, StringComparison.Ordinal)
                ? fields[1][SignatureExtension.Length..]
                : throw new S3Exception(S3Error.SignatureDoesNotMatch, "A chunk has no signature.");
        }
        else if (fields.Length == 2)
        {
            throw new S3Exception(S3Error.NotImplemented, "Chunk extensions are not implemented for unsigned payloads.");
        }
        _left = size;
    }

    private async ValueTask ReadTrailersAsync(CancellationToken cancellation)
    {
        var canonical = new StringBuilder();
        string? given = null;
        // Behind the last line clients end the body with one CR LF, two or none.
        while (await _reader.ReadLineAsync(cancellation) is { } line)
        {
            if (line.Length == 0)
            {
                continue;
            }
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? line : line[..colon].Trim().ToLowerInvariant();
            string value = colon < 0 ? "" : line[(colon + 1)..].Trim();
            if (name == TrailerSignature && signatures is not null)
            {
                given = value;
            }
            else if (given is null && declaredTrailers.Contains(name) && _trailers.TryAdd(name, value))
            {
                canonical.Append(name).Append(':').Append(value).Append('\n');
            }
            else
            {
                throw Malformed($"The trailing header '{name}' was not announced in x-amz-trailer, or came twice.");
            }
        }
        if (_trailers.Count != declaredTrailers.Count)
        {
            throw Malformed("A trailing header that x-amz-trailer announced did not come.");
        }
        if (signatures is not null && declaredTrailers.Count > 0)
        {
            signatures.VerifyTrailer(canonical.ToString(), given ?? "");
        }
        else if (given is not null)
        {
            throw Malformed("A trailer signature without a trailer.");
        }
    }

    private static S3Exception Malformed(string why) => new(S3Error.InvalidRequest, why);
}
