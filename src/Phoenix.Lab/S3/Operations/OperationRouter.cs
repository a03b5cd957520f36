using Phoenix.Lab.S3.Signing;
using Phoenix.Lab.S3.Storage;

namespace Phoenix.Lab.S3.Operations;

/// <summary>From method, path and sub-resource to the operation.</summary>
internal sealed class OperationRouter(BucketStore buckets, S3EndpointOptions options, TimeProvider time)
{
    private readonly Shortcomings _shortcomings = new(options);
    private readonly PutObject _put = new(buckets, time);
    private readonly GetObject _get = new(buckets);
    private readonly DeleteObject _delete = new(buckets);
    private readonly DeleteObjects _deleteMany = new(buckets);
    private readonly ListObjectsV2 _list = new(buckets);
    private readonly ListBuckets _listBuckets = new(buckets);
    private readonly BucketOperations _bucket = new(buckets, options.Region);
    private readonly MultipartUploads _multipart = new(buckets, time);
    private readonly CompleteMultipartUpload _complete = new(buckets, time);
    private readonly UploadListings _uploads = new(buckets);

    public Task HandleAsync(S3Request request)
    {
        RequestTarget target = request.Target;
        target.ThrowIfKeyTooLong();
        HeaderRules.ThrowIfNotUnderstood(request.Headers);
        _shortcomings.Apply(request);
        string method = request.Http.Request.Method;
        return target switch
        {
            { Bucket: "" } => OnService(method, request),
            { Key: "" } => OnBucket(method, request),
            _ => OnKey(method, request),
        };
    }

    private Task OnService(string method, S3Request request) => method switch
    {
        "GET" => _listBuckets.HandleAsync(request),
        _ => throw new S3Exception(S3Error.MethodNotAllowed),
    };

    private Task OnBucket(string method, S3Request request) => method switch
    {
        "GET" when request.Target.Has("location") => _bucket.LocationAsync(request),
        "GET" when request.Target.Has("uploads") => _uploads.UploadsAsync(request),
        "GET" => _list.HandleAsync(request),
        "HEAD" => _bucket.HeadAsync(request),
        "PUT" => _bucket.CreateAsync(request),
        "POST" when request.Target.Has("delete") => _deleteMany.HandleAsync(request),
        "DELETE" => throw new S3Exception(S3Error.NotImplemented, "Buckets cannot be deleted here."),
        _ => throw new S3Exception(S3Error.MethodNotAllowed),
    };

    private Task OnKey(string method, S3Request request) => method switch
    {
        "PUT" when request.Target.Has("uploadId") || request.Target.Has("partNumber") => _multipart.UploadPartAsync(request),
        "PUT" => _put.HandleAsync(request),
        "GET" when request.Target.Has("uploadId") => _uploads.PartsAsync(request),
        "GET" or "HEAD" => _get.HandleAsync(request),
        "DELETE" when request.Target.Has("uploadId") => _multipart.AbortAsync(request),
        "DELETE" => _delete.HandleAsync(request),
        "POST" when request.Target.Has("uploads") => _multipart.CreateAsync(request),
        "POST" when request.Target.Has("uploadId") => _complete.HandleAsync(request),
        _ => throw new S3Exception(S3Error.MethodNotAllowed),
    };
}
