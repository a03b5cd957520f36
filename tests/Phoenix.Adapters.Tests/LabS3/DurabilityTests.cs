using System.Security.Cryptography;
using System.Text;
using Phoenix.Lab.S3;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>What is on disk at any moment is, for each key, one whole object with its own metadata.</summary>
public sealed class DurabilityTests
{
    private const string Target = "/" + LabEndpoint.Bucket + "/object";

    [Fact]
    public async Task A_client_that_breaks_off_changes_nothing()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, "old"u8.ToArray()));
        string staging = Path.Combine(endpoint.Directory, "buckets", LabEndpoint.Bucket, "staging");
        using (RawConnection connection = await RawConnection.OpenAsync(endpoint))
        {
            await connection.SendHeadAsync(endpoint, HttpMethod.Put, Target, "content-length: 1000000\r\n");
            await connection.SendAsync(new byte[500_000]);
            await Condition.HoldsAsync(() => Directory.EnumerateFiles(staging).Any(file => new FileInfo(file).Length > 0));
            Assert.Equal("old", await ReadAsync(endpoint));
        }
        await Condition.HoldsAsync(() => !Directory.EnumerateFiles(staging).Any());
        Assert.Equal("old", await ReadAsync(endpoint));
    }

    [Fact]
    public async Task Leftovers_of_a_crash_are_removed_at_the_next_start()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, "kept"u8.ToArray()));
        string bucket = Path.Combine(endpoint.Directory, "buckets", LabEndpoint.Bucket);
        await endpoint.RestartAsync(() =>
        {
            File.WriteAllText(Path.Combine(bucket, "staging", "half"), "half");
            Directory.CreateDirectory(Path.Combine(bucket, "uploads", "begun"));
            File.WriteAllText(Path.Combine(bucket, "uploads", "begun", "part-00001"), "part of an upload without a record");
            Directory.CreateDirectory(Path.Combine(endpoint.Directory, "buckets", "never-acknowledged", "objects"));
            File.WriteAllText(Path.Combine(endpoint.Directory, "keys.json.new"), "half");
        });
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(bucket, "staging")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(bucket, "uploads")));
        Assert.False(Directory.Exists(Path.Combine(endpoint.Directory, "buckets", "never-acknowledged")));
        Assert.Equal("kept", await ReadAsync(endpoint));
    }

    [Fact]
    public async Task A_damaged_object_stops_the_start()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Put, Target, "content"u8.ToArray()));
        string file = Directory.EnumerateFiles(Path.Combine(endpoint.Directory, "buckets", LabEndpoint.Bucket, "objects")).Single();
        byte[] whole = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        foreach (byte[] damaged in (byte[][])[whole[..^1], whole[..^20], [], [.. whole[..10], (byte)(whole[10] ^ 1), .. whole[11..]]])
        {
            await Assert.ThrowsAsync<InvalidDataException>(() => endpoint.RestartAsync(() => File.WriteAllBytes(file, damaged)));
        }
        await endpoint.RestartAsync(() => File.WriteAllBytes(file, whole));
        Assert.Equal("content", await ReadAsync(endpoint));
    }

    [Fact]
    public async Task The_disk_at_any_moment_holds_whole_objects_and_all_that_was_acknowledged()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        const int Writers = 4;
        int[] acknowledged = new int[Writers];
        using var stop = new CancellationTokenSource();
        Task[] writers = [.. Enumerable.Range(0, Writers).Select(writer => Task.Run(async () =>
        {
            for (int version = 1; !stop.IsCancellationRequested; version++)
            {
                byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"{version} ", 5000 + writer)));
                using HttpResponseMessage done = await Answers.DoneAsync(
                    endpoint.SendAsync(HttpMethod.Put, $"{Target}{writer}", body, request => request.Headers.Add("x-amz-meta-version", $"{version}")));
                Volatile.Write(ref acknowledged[writer], version);
            }
        }))];
        try
        {
            for (int snapshot = 0; snapshot < 5; snapshot++)
            {
                await Condition.HoldsAsync(() => acknowledged.All(version => version > snapshot * 3));
                int[] before = [.. acknowledged];
                using var copy = new TemporaryFolder();
                // What a SIGKILL would leave: files as they are, the writers in the middle of their work.
                await CopyAsync(endpoint.Directory, copy.Sub("s3"));
                await using S3EndpointHost reborn = await LabEndpoint.StartHostAsync(copy.Sub("s3"));
                for (int writer = 0; writer < Writers; writer++)
                {
                    await CheckAsync(endpoint, reborn, writer, before[writer]);
                }
                Assert.Empty(Directory.EnumerateFiles(Path.Combine(copy.Sub("s3"), "buckets", LabEndpoint.Bucket, "staging")));
            }
        }
        finally
        {
            await stop.CancelAsync();
        }
        await Task.WhenAll(writers);
    }

    private static async Task CheckAsync(LabEndpoint endpoint, S3EndpointHost reborn, int writer, int acknowledged)
    {
        HttpRequestMessage request = endpoint.Unsigned(HttpMethod.Get, $"{Target}{writer}");
        request.RequestUri = new Uri($"https://localhost:{reborn.Port}{Target}{writer}");
        new Phoenix.Lab.S3.Signing.RequestSigner(endpoint.Key, LabEndpoint.Region, TimeProvider.System).Sign(request, (byte[])[]);
        using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendRawAsync(request));
        byte[] body = await got.Content.ReadAsByteArrayAsync();
        int version = int.Parse(got.Headers.GetValues("x-amz-meta-version").Single(), System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(version >= acknowledged, $"version {version} is older than the acknowledged {acknowledged}");
        Assert.Equal(string.Concat(Enumerable.Repeat($"{version} ", 5000 + writer)), Encoding.ASCII.GetString(body));
        Assert.Equal($"\"{Convert.ToHexStringLower(MD5.HashData(body))}\"", got.Headers.ETag!.Tag);
    }

    private static Task CopyAsync(string from, string to) => Task.Run(() =>
    {
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories).Prepend(from).ToList())
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, folder));
            Directory.CreateDirectory(target);
            foreach (string file in Directory.EnumerateFiles(folder).ToList())
            {
                try
                {
                    if (Path.GetFileName(file) != "lock")
                    {
                        File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
                    }
                }
                catch (FileNotFoundException)
                {
                    // A staged file was moved into place meanwhile.
                }
            }
        }
    });

    private static async Task<string> ReadAsync(LabEndpoint endpoint)
    {
        using HttpResponseMessage got = await Answers.DoneAsync(endpoint.SendAsync(HttpMethod.Get, Target));
        return await got.Content.ReadAsStringAsync();
    }
}
