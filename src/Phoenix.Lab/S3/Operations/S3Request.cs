using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Payloads;
using Phoenix.Lab.S3.Signing;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>An authenticated request on its way to its operation.</summary>
internal sealed record S3Request(HttpContext Http, RequestTarget Target, Caller Caller)
{
    private const int LargestDocument = 8 << 20;

    public IHeaderDictionary Headers => Http.Request.Headers;

    public HttpResponse Response => Http.Response;

    public CancellationToken Aborted => Http.RequestAborted;

    public RequestBody OpenBody() => RequestBody.Open(Http.Request, Caller);

    /// <summary>Reads an XML document as a whole.</summary>
    /// <param name="objectChecksums">Whether checksum headers speak of an object, and so not of the document.</param>
    public async Task<byte[]> ReadDocumentAsync(bool objectChecksums = false)
    {
        using var body = RequestBody.Open(Http.Request, Caller, ignoreChecksums: objectChecksums);
        return await body.ReadAllAsync(LargestDocument, Aborted);
    }

    /// <summary>Receives the payload into a staged file, verified; gives the body's digests.</summary>
    public async Task<(string Md5, IReadOnlyDictionary<string, string> Checksums)> ReceiveAsync(StagedFile staged)
    {
        using RequestBody body = OpenBody();
        await body.CopyToAsync(staged.AppendAsync, Aborted);
        return (body.Md5, body.Checksums);
    }

    /// <summary>The value of a query parameter that is a number.</summary>
    public int? Number(string name, int lowest, int highest)
    {
        if (Target.Find(name) is not { } text)
        {
            return null;
        }
        return int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int value)
            && value >= lowest && value <= highest
            ? value
            : throw new S3Exception(S3Error.InvalidArgument, $"Argument {name} must be a number from {lowest} to {highest}.", ("ArgumentName", name), ("ArgumentValue", text));
    }
}
