using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.S3;

/// <summary>
/// A bucket on any S3 endpoint. Uploads are signed as a whole, without <c>aws-chunked</c> and trailing checksums, which Swift and Ceph do not have.
/// A conditional put is sent once: after a lost answer a retry would meet its own first attempt and call the condition broken.
/// </summary>
public sealed class S3ObjectStore : IObjectStore, IDisposable
{
    private const int ConflictAttempts = 4;
    private readonly S3Settings _settings;
    private readonly S3Limits _limits;
    private readonly TimeProvider _time;
    private readonly S3Connection _connection;
    private readonly AmazonS3Client _client;
    private readonly AmazonS3Client _once;

    /// <summary>Makes a store; nothing is sent yet.</summary>
    /// <param name="settings">Endpoint, bucket and credentials.</param>
    /// <param name="limits">Bounds on each call; <see cref="S3Limits.Default"/> when null.</param>
    /// <param name="time">Clock for the bounds; the system's when null.</param>
    /// <exception cref="PhoenixException">Configuration: the CA file cannot be read.</exception>
    public S3ObjectStore(S3Settings settings, S3Limits? limits = null, TimeProvider? time = null)
    {
        _settings = settings;
        _limits = limits ?? S3Limits.Default;
        _time = time ?? TimeProvider.System;
        _connection = new S3Connection(settings, _limits, _time);
        _client = _connection.Open(_limits.Retries);
        _once = _connection.Open(0);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ListObjectsV2Request request = new() { BucketName = _settings.Bucket, Prefix = prefix };
        byte[] previous = [];
        do
        {
            ListObjectsV2Response page = await CallAsync(t => _client.ListObjectsV2Async(request, t), cancellationToken);
            foreach (S3Object o in page.S3Objects ?? [])
            {
                byte[] key = Encoding.UTF8.GetBytes(o.Key);
                int order = key.AsSpan().SequenceCompareTo(previous);
                if (order < 0)
                {
                    throw Broken($"lists '{o.Key}' out of order");
                }

                if (order > 0)
                {
                    yield return new StoredObject(o.Key, o.Size ?? 0, Tag(o.ETag), Moment(o.LastModified));
                }

                previous = key;
            }

            if (page.IsTruncated == true && (string.IsNullOrEmpty(page.NextContinuationToken) || page.NextContinuationToken == request.ContinuationToken))
            {
                throw Broken("ends a truncated listing without a token for the next page");
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public async Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken)
    {
        GetObjectMetadataRequest request = new() { BucketName = _settings.Bucket, Key = key };
        return await CallAsync(
            async t =>
            {
                try
                {
                    GetObjectMetadataResponse head = await _client.GetObjectMetadataAsync(request, t);
                    return new StoredObject(key, head.ContentLength, Tag(head.ETag), Moment(head.LastModified));
                }
                catch (AmazonS3Exception e) when (e.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.InternalServerError)
                {
                    // The answer to a HEAD has no body: only a GET tells a missing bucket from a missing key, or names what was refused.
                    await _client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = _settings.Bucket, Prefix = key, MaxKeys = 1 }, t);
                    if (e.StatusCode == HttpStatusCode.NotFound)
                    {
                        return null;
                    }

                    throw;
                }
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken)
    {
        GetObjectRequest request = new() { BucketName = _settings.Bucket, Key = key };
        GetObjectResponse? response = await CallAsync<GetObjectResponse?>(
            async t =>
            {
                try
                {
                    return await _client.GetObjectAsync(request, t);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
                {
                    return null;
                }
            },
            cancellationToken);
        return response is null ? null : new ContentStream(response, _settings, _limits.Total, _time);
    }

    /// <inheritdoc/>
    public Task<string?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        bool conditional = condition.IfAbsent || condition.IfETag is not null;
        return CallAsync(t => conditional ? PutIfAsync(key, content, condition, t) : PutAlwaysAsync(key, content, t), cancellationToken);
    }

    /// <inheritdoc/>
    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        CallAsync(
            async t =>
            {
                try
                {
                    await _client.DeleteObjectAsync(new DeleteObjectRequest { BucketName = _settings.Bucket, Key = key }, t);
                }
                catch (AmazonS3Exception e) when (e.ErrorCode == "NoSuchKey")
                {
                    // Swift answers so; what is not there is what was asked for.
                }

                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _once.Dispose();
        _connection.Dispose();
    }

    private static string Tag(string? etag) => etag?.Trim('"') ?? "";

    private static DateTimeOffset Moment(DateTime? time) => time is DateTime t ? new DateTimeOffset(t.ToUniversalTime()) : default;

    private async Task<string?> PutAlwaysAsync(string key, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        Tag((await _client.PutObjectAsync(Upload(key, content), cancellationToken)).ETag);

    private async Task<string?> PutIfAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            PutObjectRequest request = Upload(key, content);
            request.IfNoneMatch = condition.IfAbsent ? "*" : null;
            // Bare, as AWS documents it and as Ceph demands it.
            request.IfMatch = condition.IfETag;
            try
            {
                return Tag((await _once.PutObjectAsync(request, cancellationToken)).ETag);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.PreconditionFailed || (e.ErrorCode == "NoSuchKey" && condition.IfETag is not null))
            {
                return null;
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.NotImplemented || e.ErrorCode == "NotImplemented")
            {
                throw new NotSupportedException($"{_settings.Endpoint} has no conditional puts", e);
            }
            catch (AmazonS3Exception e) when (e.StatusCode == HttpStatusCode.Conflict && attempt < ConflictAttempts)
            {
                // Another conditional put was under way and nothing was stored: the next attempt sees its outcome.
                await Task.Delay(TimeSpan.FromMilliseconds(50 * attempt), _time, cancellationToken);
            }
        }
    }

    private PutObjectRequest Upload(string key, ReadOnlyMemory<byte> content) => new()
    {
        BucketName = _settings.Bucket,
        Key = key,
        InputStream = new MemoryStream(content.ToArray(), writable: false),
        UseChunkEncoding = false,
    };

    private PhoenixException Broken(string what) => new(
        ErrorCode.RepositoryUnavailable,
        $"bucket '{_settings.Bucket}' at {_settings.Endpoint}: the endpoint {what}",
        "The endpoint does not keep to S3's rules for listings; its listing cannot be trusted.");

    private Task<T> CallAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken) => _connection.CallAsync(call, cancellationToken);
}
