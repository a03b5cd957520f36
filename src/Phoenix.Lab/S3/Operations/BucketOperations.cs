using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>CreateBucket, HeadBucket and GetBucketLocation.</summary>
internal sealed class BucketOperations(BucketStore buckets, string region)
{
    public async Task CreateAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        if (request.Http.Request.ContentLength is not (null or 0) || request.Headers.ContainsKey("Transfer-Encoding"))
        {
            byte[] document = await request.ReadDocumentAsync();
            string? wanted = document.Length == 0 ? null : Xml.Text(Xml.Parse(document, "CreateBucketConfiguration"), "LocationConstraint");
            if (wanted is not null && wanted != region)
            {
                throw new S3Exception(S3Error.IllegalLocationConstraint, $"The {wanted} location constraint is incompatible for the region specific endpoint this request was sent to.");
            }
        }
        buckets.Create(request.Target.Bucket, request.Caller.Key);
        request.Response.Headers.Location = "/" + request.Target.Bucket;
    }

    public Task HeadAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        buckets.Get(request.Target.Bucket);
        request.Response.Headers["x-amz-bucket-region"] = region;
        return Task.CompletedTask;
    }

    public async Task LocationAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target, "location");
        buckets.Get(request.Target.Bucket);
        await Xml.SendAsync(request.Response, "LocationConstraint", xml => xml.WriteString(region));
    }
}
