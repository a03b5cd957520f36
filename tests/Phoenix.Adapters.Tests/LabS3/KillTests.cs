using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Phoenix.Lab.S3;
using Phoenix.Lab.S3.Keys;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>The endpoint's process is killed in the middle of writes, again and again.</summary>
public sealed class KillTests
{
    private const string Bucket = LabEndpoint.Bucket;
    private const int Writers = 6;

    [Fact]
    public async Task What_was_acknowledged_outlives_SIGKILL()
    {
        using var folder = new TemporaryFolder();
        var acknowledged = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        for (int life = 0; life < 3; life++)
        {
            using EndpointProcess endpoint = await EndpointProcess.StartAsync(folder.Sub("s3"));
            using AmazonS3Client s3 = Connect(endpoint, folder.Sub("s3"));
            if (life == 0)
            {
                await s3.PutBucketAsync(Bucket);
            }
            await CheckAsync(s3, acknowledged);
            Assert.Empty(Directory.EnumerateFiles(Path.Combine(folder.Sub("s3"), "buckets", Bucket, "staging")));
            int written = 0;
            var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task[] writers = [.. Enumerable.Range(0, Writers).Select(WriteAsync)];
            await enough.Task.WaitAsync(TimeSpan.FromSeconds(10));
            endpoint.Kill();
            await Task.WhenAll(writers);

            async Task WriteAsync(int writer)
            {
                string key = $"key-{writer}";
                for (int version = acknowledged.GetValueOrDefault(key) + 100; ; version++)
                {
                    var put = new PutObjectRequest { BucketName = Bucket, Key = key, ContentBody = Body(version) };
                    put.Metadata.Add("version", version.ToString(CultureInfo.InvariantCulture));
                    try
                    {
                        await s3.PutObjectAsync(put);
                    }
                    catch (Exception e) when (e is HttpRequestException or AmazonServiceException or AmazonClientException or IOException)
                    {
                        return;
                    }
                    acknowledged[key] = version;
                    if (Interlocked.Increment(ref written) == 40 + (life * 7))
                    {
                        enough.TrySetResult();
                    }
                }
            }
        }
    }

    private static async Task CheckAsync(AmazonS3Client s3, ConcurrentDictionary<string, int> acknowledged)
    {
        foreach ((string key, int version) in acknowledged)
        {
            using GetObjectResponse got = await s3.GetObjectAsync(Bucket, key);
            int found = int.Parse(got.Metadata["version"], CultureInfo.InvariantCulture);
            Assert.True(found >= version, $"{key}: {found} was found, {version} had been acknowledged");
            Assert.Equal(Body(found), await new StreamReader(got.ResponseStream).ReadToEndAsync());
        }
    }

    private static string Body(int version) => new StringBuilder().Insert(0, $"{version} ", 20_000).ToString();

    private static AmazonS3Client Connect(EndpointProcess endpoint, string directory)
    {
        AccessKey key = KeyFile.Read(directory)!.Admin;
        return LabEndpoint.Sdk($"https://localhost:{endpoint.Port}", Path.Combine(directory, "ca.pem"), key);
    }
}
