using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>CompleteMultipartUpload: the parts are copied into one file, so that an object is always one file.</summary>
internal sealed class CompleteMultipartUpload(BucketStore buckets, TimeProvider time)
{
    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "uploadId");
        Bucket bucket = buckets.Get(request.Target.Bucket);
        WritePrecondition precondition = Preconditions.OfWrite(request.Headers);
        byte[] document = await ReadDocumentAsync(request);
        ObjectRecord record = Completed(bucket, request) ?? await CompleteAsync(bucket, request, document, precondition);
        await Xml.SendAsync(request.Response, "CompleteMultipartUploadResult", xml =>
        {
            xml.WriteElementString("Location", $"https://{request.Http.Request.Host}/{bucket.Name}/{Signing.PercentEncoding.Encode(record.Key, keepSlash: true)}");
            xml.WriteElementString("Bucket", bucket.Name);
            xml.WriteElementString("Key", record.Key);
            xml.WriteElementString("ETag", StoredHeaders.Quote(record.ETag));
        });
    }

    /// <summary>The document. Checksum headers of this request speak of the object, not of the document.</summary>
    private static async Task<byte[]> ReadDocumentAsync(S3Request request)
    {
        CompletionChecksums.ThrowIfTrailing(request.Headers);
        return await request.ReadDocumentAsync(objectChecksums: true);
    }

    /// <summary>The object, if this upload has already become it: a client that lost the answer asks again.</summary>
    private static ObjectRecord? Completed(Bucket bucket, S3Request request) =>
        bucket.Find(request.Target.Key) is { UploadId: { } id } record && id == request.Target.Find("uploadId")
            && bucket.Uploads.Find(id, record.Key) is null
            ? record
            : null;

    private async Task<ObjectRecord> CompleteAsync(Bucket bucket, S3Request request, byte[] document, WritePrecondition precondition)
    {
        Upload upload = MultipartUploads.Find(bucket, request);
        await upload.Gate.WaitAsync(request.Aborted);
        try
        {
            UploadStore.ThrowIfClosed(upload);
            precondition.Check(bucket.Find(upload.Record.Object.Key));
            IReadOnlyList<PartRecord> parts = CompletionDocument.Read(document, upload);
            using var checksums = CompletionChecksums.Start(request.Headers, parts);
            using StagedFile staged = bucket.Stage();
            await CopyAsync(upload, parts, staged, checksums, request.Aborted);
            ObjectRecord record = upload.Record.Object with
            {
                Size = staged.Length,
                ETag = ETagOf(parts),
                LastModified = time.GetUtcNow(),
                UploadId = upload.Record.Id,
                Checksums = checksums.Verify(staged.Length),
            };
            staged.Seal(record, StorageJson.Default.ObjectRecord);
            await bucket.CommitAsync(staged, record, precondition, request.Caller.Key);
            bucket.Uploads.Remove(upload);
            return record;
        }
        finally
        {
            upload.Gate.Release();
        }
    }

    private static string ETagOf(IReadOnlyList<PartRecord> parts)
    {
        byte[] all = [.. parts.SelectMany(part => Convert.FromHexString(part.ETag))];
        return $"{Convert.ToHexStringLower(MD5.HashData(all))}-{Xml.Number(parts.Count)}";
    }

    private static async Task CopyAsync(
        Upload upload, IReadOnlyList<PartRecord> parts, StagedFile staged, CompletionChecksums checksums, CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            foreach (PartRecord part in parts)
            {
                using SafeFileHandle file = File.OpenHandle(upload.PartFile(part.Number));
                for (long offset = 0; offset < part.Size;)
                {
                    int read = await RandomAccess.ReadAsync(file, buffer.AsMemory(0, (int)Math.Min(buffer.Length, part.Size - offset)), offset, cancellation);
                    if (read == 0)
                    {
                        throw new EndOfStreamException("A part's file is shorter than its record says.");
                    }
                    checksums.Append(buffer.AsSpan(0, read));
                    await staged.AppendAsync(buffer.AsMemory(0, read), cancellation);
                    offset += read;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
