using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>CreateMultipartUpload, UploadPart and AbortMultipartUpload.</summary>
internal sealed class MultipartUploads(BucketStore buckets, TimeProvider time)
{
    private const int MostParts = 10_000;

    public async Task CreateAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploads");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        var record = new UploadRecord
        {
            Id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            Initiated = time.GetUtcNow(),
            Object = StoredHeaders.ReadFrom(request.Headers, request.Target.Key),
        };
        bucket.Uploads.Create(record, request.Caller.Key);
        await Xml.SendAsync(request.Response, "InitiateMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", request.Target.Key);
            xml.WriteElementString("UploadId", record.Id);
        });
    }

    public async Task UploadPartAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploadId", "partNumber");
        int number = request.Number("partNumber", 1, MostParts)
            ?? throw new S3Exception(S3Error.InvalidRequest, "partNumber is needed.");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        Upload upload = Find(bucket, request);
        using StagedFile staged = bucket.Stage();
        (string md5, IReadOnlyDictionary<string, string> checksums) = await request.ReceiveAsync(staged);
        var part = new PartRecord { Number = number, Size = staged.Length, ETag = md5, Checksums = checksums, LastModified = time.GetUtcNow() };
        staged.Seal(part, StorageJson.Default.PartRecord);
        await bucket.Uploads.CommitPartAsync(upload, staged, part, request.Caller.Key);
        request.Response.Headers.ETag = StoredHeaders.Quote(md5);
        foreach ((string name, string value) in checksums)
        {
            request.Response.Headers[name] = value;
        }
    }

    public async Task AbortAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploadId");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        await bucket.Uploads.AbortAsync(Find(bucket, request), request.Caller.Key);
        request.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public static Upload Find(Bucket bucket, S3Request request)
    {
        string id = request.Target.Find("uploadId") ?? "";
        return bucket.Uploads.Find(id, request.Target.Key) ?? throw new S3Exception(S3Error.NoSuchUpload, null, ("UploadId", id));
    }
}
