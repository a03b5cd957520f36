using System.Globalization;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Signing;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>Chooses how a request's body is to be read, from its x-amz-content-sha256.</summary>
internal static class PayloadFactory
{
    public static IPayload Open(HttpRequest request, Caller caller)
    {
        bool chunked = caller.PayloadHash.StartsWith("STREAMING-", StringComparison.Ordinal);
        if (!chunked && request.Headers.ContainsKey("x-amz-trailer"))
        {
            throw new S3Exception(S3Error.NotImplemented, "Trailing headers need a STREAMING-...-TRAILER payload.");
        }
        return caller.PayloadHash switch
        {
            "UNSIGNED-PAYLOAD" => new PlainPayload(request.Body, null),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" => Chunked(request, new ChunkSignatures(caller.SigningKey, caller.Signature), trailer: false),
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" => Chunked(request, new ChunkSignatures(caller.SigningKey, caller.Signature), trailer: true),
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER" => Chunked(request, null, trailer: true),
            { Length: 64 } hash when hash.All(char.IsAsciiHexDigitLower) => new PlainPayload(request.Body, hash),
            _ when chunked => throw new S3Exception(S3Error.NotImplemented, $"The payload form {caller.PayloadHash} is not implemented."),
            _ => throw new S3Exception(S3Error.InvalidArgument, "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, a STREAMING- form or a valid sha256 value."),
        };
    }

    private static ChunkedPayload Chunked(HttpRequest request, ChunkSignatures? signatures, bool trailer)
    {
        string[] names = request.Headers["x-amz-trailer"].ToString().ToLowerInvariant().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > 0 != trailer)
        {
            throw new S3Exception(S3Error.InvalidRequest, "x-amz-trailer and the -TRAILER form of x-amz-content-sha256 go together.");
        }
        if (names.Any(name => ChecksumAlgorithm.ByHeader(name) is null))
        {
            throw new S3Exception(S3Error.NotImplemented, "Only checksums may come as trailing headers.");
        }
        string announced = request.Headers["x-amz-decoded-content-length"].ToString();
        return long.TryParse(announced, NumberStyles.None, CultureInfo.InvariantCulture, out long length)
            ? new ChunkedPayload(request.Body, signatures, names, length)
            : throw new S3Exception(S3Error.MissingContentLength, "x-amz-decoded-content-length is needed.");
    }
}
