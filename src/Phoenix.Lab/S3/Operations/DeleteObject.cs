using Microsoft.AspNetCore.Http;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>DeleteObject; deleting what is not there succeeds.</summary>
internal sealed class DeleteObject(BucketStore buckets)
{
    public async Task HandleAsync(S3Request request)
    {
        HeaderRules.ThrowIfUnknownQuery(request.Target);
        Bucket bucket = buckets.Get(request.Target.Bucket);
        await bucket.DeleteAsync([request.Target.Key], Preconditions.OfWrite(request.Headers), request.Caller.Key);
        request.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
