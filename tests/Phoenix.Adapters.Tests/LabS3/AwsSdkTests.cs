using System.Net;
using System.Security.Cryptography;
using System.Text;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>The AWS SDK with its default settings: chunked, signed payloads with trailing checksums.</summary>
public sealed class AwsSdkTests
{
    private const string Bucket = LabEndpoint.Bucket;

    [Fact]
    public async Task Objects_go_there_and_back()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AmazonS3Client s3 = endpoint.Sdk();
        byte[] data = RandomNumberGenerator.GetBytes(300_000);
        var put = new PutObjectRequest { BucketName = Bucket, Key = "a b/ü+%2F?.bin", InputStream = new MemoryStream(data), ContentType = "text/x-test" };
        put.Metadata.Add("owner", "nobody in particular");
        PutObjectResponse stored = await s3.PutObjectAsync(put);
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(data))}\"", stored.ETag);

        using GetObjectResponse got = await s3.GetObjectAsync(Bucket, put.Key);
        using var copy = new MemoryStream();
        await got.ResponseStream.CopyToAsync(copy);
        Assert.Equal(data, copy.ToArray());
        Assert.Equal("text/x-test", got.Headers.ContentType);
        Assert.Equal("nobody in particular", got.Metadata["owner"]);

        using GetObjectResponse part = await s3.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = put.Key, ByteRange = new ByteRange(100, 199) });
        Assert.Equal(HttpStatusCode.PartialContent, part.HttpStatusCode);
        using var range = new MemoryStream();
        await part.ResponseStream.CopyToAsync(range);
        Assert.Equal(data[100..200], range.ToArray());
        Assert.Equal("bytes 100-199/300000", part.ContentRange);

        GetObjectMetadataResponse head = await s3.GetObjectMetadataAsync(Bucket, put.Key);
        Assert.Equal(data.Length, head.ContentLength);

        await s3.DeleteObjectAsync(Bucket, put.Key);
        AmazonS3Exception gone = await Assert.ThrowsAsync<NoSuchKeyException>(() => s3.GetObjectAsync(Bucket, put.Key));
        Assert.Equal("NoSuchKey", gone.ErrorCode);
    }

    [Fact]
    public async Task Buckets_and_batches()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AmazonS3Client s3 = endpoint.Sdk();
        await s3.PutBucketAsync("another-bucket");
        Assert.Equal(["another-bucket", Bucket], (await s3.ListBucketsAsync()).Buckets.Select(bucket => bucket.BucketName));
        Assert.Equal(LabEndpoint.Region, (await s3.GetBucketLocationAsync(Bucket)).Location.Value);
        await Assert.ThrowsAsync<BucketAlreadyOwnedByYouException>(() => s3.PutBucketAsync(Bucket));
        for (int i = 0; i < 30; i++)
        {
            await s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = $"k<{i}>&", ContentBody = "x" });
        }
        ListObjectsV2Response page = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, MaxKeys = 10 });
        Assert.Equal(10, page.S3Objects.Count);
        Assert.True(page.IsTruncated);
        ListObjectsV2Response rest = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket, ContinuationToken = page.NextContinuationToken });
        Assert.Equal(20, rest.S3Objects.Count);
        DeleteObjectsResponse deleted = await s3.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = Bucket, Objects = [.. page.S3Objects.Concat(rest.S3Objects).Select(item => new KeyVersion { Key = item.Key })],
        });
        Assert.Equal(30, deleted.DeletedObjects.Count);
        Assert.Empty(await Answers.ListAsync(endpoint));
    }

    [Fact]
    public async Task Large_objects_go_up_in_parts()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AmazonS3Client s3 = endpoint.Sdk();
        byte[] data = RandomNumberGenerator.GetBytes((17 << 20) + 5);
        using var transfer = new TransferUtility(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = 1 << 20 });
        await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = Bucket, Key = "parts", InputStream = new MemoryStream(data), PartSize = 6 << 20 });
        using GetObjectResponse got = await s3.GetObjectAsync(Bucket, "parts");
        using var copy = new MemoryStream();
        await got.ResponseStream.CopyToAsync(copy);
        Assert.True(data.AsSpan().SequenceEqual(copy.ToArray()));
        byte[] md5s = [.. data.Chunk(6 << 20).SelectMany(MD5.HashData)];
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(md5s))}-3\"", got.ETag);
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(endpoint.Directory, "buckets", Bucket, "uploads")));
    }

    [Fact]
    public async Task Of_racing_creators_exactly_one_wins()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AmazonS3Client s3 = endpoint.Sdk();
        for (int round = 0; round < 5; round++)
        {
            string key = $"race-{round}";
            string[] outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => PutAsync(s3, key, $"writer {writer}", request => request.IfNoneMatch = "*")));
            string winner = Assert.Single(outcomes, outcome => outcome.StartsWith("writer", StringComparison.Ordinal));
            Assert.Equal(15, outcomes.Count(outcome => outcome == "PreconditionFailed"));
            Assert.Equal(winner, await ReadAsync(s3, key));

            string etag = (await s3.GetObjectMetadataAsync(Bucket, key)).ETag;
            outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => PutAsync(s3, key, $"writer {writer} again", request => request.IfMatch = etag)));
            winner = Assert.Single(outcomes, outcome => outcome.StartsWith("writer", StringComparison.Ordinal));
            Assert.Equal(winner, await ReadAsync(s3, key));
        }
    }

    [Fact]
    public async Task Overlapping_writers_leave_one_whole_object()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        AmazonS3Client s3 = endpoint.Sdk();
        string[] bodies = [.. Enumerable.Range(0, 12).Select(writer => new string((char)('a' + writer), 200_000 + writer))];
        await Task.WhenAll(bodies.Select(body => PutAsync(s3, "contended", body, request => request.Metadata.Add("first", body[..1]))));
        using GetObjectResponse got = await s3.GetObjectAsync(Bucket, "contended");
        string left = await new StreamReader(got.ResponseStream).ReadToEndAsync();
        Assert.Contains(left, bodies);
        Assert.Equal(left[..1], got.Metadata["first"]);
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(Encoding.ASCII.GetBytes(left)))}\"", got.ETag);
    }

    private static async Task<string> PutAsync(AmazonS3Client s3, string key, string body, Action<PutObjectRequest> prepare)
    {
        var request = new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = body };
        prepare(request);
        try
        {
            await s3.PutObjectAsync(request);
            return body;
        }
        catch (AmazonS3Exception e)
        {
            return e.ErrorCode;
        }
    }

    private static async Task<string> ReadAsync(AmazonS3Client s3, string key)
    {
        using GetObjectResponse got = await s3.GetObjectAsync(Bucket, key);
        return await new StreamReader(got.ResponseStream).ReadToEndAsync();
    }
}
