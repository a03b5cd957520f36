using System.Security.Cryptography;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>Debian's AWS command line: copies, parts, synchronisation, listings.</summary>
public sealed class AwsCliTests
{
    private const string Binary = "/usr/bin/aws";

    [Fact]
    public async Task Files_go_there_and_back()
    {
        Assert.SkipUnless(File.Exists(Binary), $"{Binary} is not installed");
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using var folder = new TemporaryFolder();
        byte[] large = RandomNumberGenerator.GetBytes((9 << 20) + 1);
        Directory.CreateDirectory(folder.Sub("out"));
        await File.WriteAllBytesAsync(folder.Sub("out/large file+ü"), large, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder.Sub("out/small"), "small", TestContext.Current.CancellationToken);
        const string Bucket = "s3://" + LabEndpoint.Bucket;
        await AwsAsync("s3", "sync", folder.Sub("out"), Bucket + "/a");
        await AwsAsync("s3", "sync", Bucket + "/a", folder.Sub("in"));
        byte[] copied = await File.ReadAllBytesAsync(folder.Sub("in/large file+ü"), TestContext.Current.CancellationToken);
        Assert.True(large.AsSpan().SequenceEqual(copied));
        List<(string Key, string ETag)> listed = await Answers.ListAsync(endpoint);
        Assert.Equal(["a/large file+ü", "a/small"], listed.Select(item => item.Key));
        Assert.EndsWith("-2\"", listed[0].ETag, StringComparison.Ordinal);
        await AwsAsync("s3", "rm", "--recursive", Bucket);
        Assert.Empty(await Answers.ListAsync(endpoint));

        Task<string> AwsAsync(params string[] arguments) => Tool.RunAsync(
            Binary, ["--endpoint-url", endpoint.Address, .. arguments],
            new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = endpoint.Key.Id, ["AWS_SECRET_ACCESS_KEY"] = endpoint.Key.Secret, ["AWS_DEFAULT_REGION"] = LabEndpoint.Region,
                ["AWS_CA_BUNDLE"] = endpoint.Host.CaFile, ["AWS_CONFIG_FILE"] = "/dev/null", ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null", ["LC_ALL"] = "C.UTF-8",
            });
    }
}
