using System.Text.RegularExpressions;
using Amazon.S3;
using Phoenix.Lab.S3.Keys;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>What the endpoint asks of the kernel before it answers. A killed process does not show it: the page cache outlives the process, not the machine.</summary>
public sealed partial class SyncTests
{
    private const string Tracer = "/usr/bin/strace";

    [Fact]
    public async Task Files_and_folders_are_synced_before_the_answer()
    {
        Assert.SkipUnless(File.Exists(Tracer), $"{Tracer} is not installed");
        using var folder = new TemporaryFolder();
        string log = folder.Sub("trace"), directory = folder.Sub("s3");
        using EndpointProcess endpoint = await EndpointProcess.StartAsync(
            directory, Tracer, "-f", "-y", "-qq", "--seccomp-bpf", "-s", "0", "-o", log, "-e", "trace=fsync,rename,renameat,renameat2,unlink,mkdir,sendto,sendmsg");
        using AmazonS3Client s3 = LabEndpoint.Sdk($"https://localhost:{endpoint.Port}", Path.Combine(directory, "ca.pem"), KeyFile.Read(directory)!.Admin);
        await s3.PutBucketAsync(LabEndpoint.Bucket);
        await s3.PutObjectAsync(new() { BucketName = LabEndpoint.Bucket, Key = "key", ContentBody = "content" });
        await s3.DeleteObjectAsync(LabEndpoint.Bucket, "key");
        await endpoint.StopAsync();

        string[] calls = [.. (await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken)).Select(Tell).OfType<string>()];
        string bucket = $"buckets/{LabEndpoint.Bucket}";
        InOrder(calls, $"mkdir {bucket}", "fsync buckets", "send");
        foreach (string inside in (string[])["objects", "uploads", "staging"])
        {
            InOrder(calls, $"mkdir {bucket}/{inside}", $"fsync {bucket}", "send");
        }
        InOrder(calls, $"fsync {bucket}/bucket.json.new", $"rename {bucket}/bucket.json.new", $"fsync {bucket}", "send");
        InOrder(calls, $"fsync {bucket}/staging/*", $"rename {bucket}/staging/*", $"fsync {bucket}/objects", "send");
        InOrder(calls, $"unlink {bucket}/objects/*", $"fsync {bucket}/objects", "send");
        InOrder(calls, "fsync keys.json.new", "rename keys.json.new", "fsync .");

        string? Tell(string line)
        {
            Match match = Call().Match(line);
            if (!match.Success)
            {
                return null;
            }
            string name = match.Groups["name"].Value;
            if (name.StartsWith("send", StringComparison.Ordinal))
            {
                return "send";
            }
            string path = Path.GetRelativePath(directory, match.Groups["path"].Value);
            return $"{(name.StartsWith("rename", StringComparison.Ordinal) ? "rename" : name)} {Generated().Replace(path, "/*")}";
        }
    }

    /// <summary>The calls come in that order, and no answer goes out between the first and the last.</summary>
    private static void InOrder(string[] calls, params string[] wanted)
    {
        int at = Array.IndexOf(calls, wanted[0]);
        Assert.True(at >= 0, $"'{wanted[0]}' was never called. {string.Join('\n', calls)}");
        foreach (string next in wanted[1..])
        {
            int found = Array.IndexOf(calls, next, at + 1), sent = Array.IndexOf(calls, "send", at + 1);
            Assert.True(found >= 0 && (next == "send" || sent < 0 || found < sent), $"'{next}' is missing behind '{wanted[0]}'. {string.Join('\n', calls)}");
            at = found;
        }
    }

    // 1234 fsync(12</path>) = 0 and 1234 rename("/from", "/to") = 0; -s 0 shortens data, never paths.
    [GeneratedRegex("""^\d+ +(?<name>\w+)\((?:AT_FDCWD[^,]*, )?(?:\d+<(?<path>[^>]*)>|"(?<path>[^"]*)")""")]
    private static partial Regex Call();

    [GeneratedRegex("/[0-9a-f]{32,}$")]
    private static partial Regex Generated();
}
