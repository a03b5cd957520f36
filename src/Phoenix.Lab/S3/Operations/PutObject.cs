using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>PutObject: received into a staged file, made durable, then put in place.</summary>
internal sealed class PutObject(BucketStore buckets, TimeProvider time)
{
    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        Bucket bucket = buckets.Get(request.Target.Bucket);
        WritePrecondition precondition = Preconditions.OfWrite(request.Headers);
        ObjectRecord record = StoredHeaders.ReadFrom(request.Headers, request.Target.Key);
        // Refused early where it can be; what counts is the check under the commit lock.
        precondition.Check(bucket.Find(record.Key));
        using StagedFile staged = bucket.Stage();
        (string md5, IReadOnlyDictionary<string, string> checksums) = await request.ReceiveAsync(staged);
        record = record with { Size = staged.Length, ETag = md5, Checksums = checksums, LastModified = time.GetUtcNow() };
        staged.Seal(record, StorageJson.Default.ObjectRecord);
        await bucket.CommitAsync(staged, record, precondition, request.Caller.Key);
        request.Response.Headers.ETag = StoredHeaders.Quote(md5);
        foreach ((string name, string value) in checksums)
        {
            request.Response.Headers[name] = value;
        }
    }
}
