using Amazon.S3;
using Amazon.S3.Model;
using Phoenix.Adapters.S3;
using Phoenix.Checks;
using Xunit;

namespace Phoenix.EndToEnd.Tests.OtherS3;

/// <summary>Besides what is asked of each server: it keeps lifecycle rules and old versions, so what a check makes of them is tried on it.</summary>
public sealed class RadosgwTests(RadosgwServer server) : OtherServerTests(server), IClassFixture<RadosgwServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_check_sees_rules_that_would_eat_the_repository_and_whether_old_versions_are_kept()
    {
        using S3BucketLook look = new(server.Settings, TimeProvider.System);
        using S3Connection connection = new(server.Settings, S3Limits.Default, TimeProvider.System);
        using AmazonS3Client owner = connection.Open(retries: 0);
        string bucket = server.Settings.Bucket;
        Assert.Empty(await look.ReadLifecycleAsync(Token));
        Assert.False(await look.IsVersionedAsync(Token));
        try
        {
            await owner.PutBucketVersioningAsync(new() { BucketName = bucket, VersioningConfig = new() { Status = VersionStatus.Enabled } }, Token);
            await owner.PutLifecycleConfigurationAsync(
                new()
                {
                    BucketName = bucket,
                    Configuration = new()
                    {
                        Rules =
                        [
                            new() { Id = "eats", Status = LifecycleRuleStatus.Enabled, Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "drills/" } }, Expiration = new() { Days = 30 } },
                            new() { Id = "sleeps", Status = LifecycleRuleStatus.Disabled, Filter = new() { LifecycleFilterPredicate = new LifecyclePrefixPredicate { Prefix = "" } }, Expiration = new() { Days = 1 } },
                        ],
                    },
                },
                Token);
            Assert.True(await look.IsVersionedAsync(Token));
            BucketRule eats = Assert.Single(await look.ReadLifecycleAsync(Token));
            Assert.Equal(("eats", "drills/"), (eats.Name, eats.Prefix));
            Assert.Contains("30 days", eats.Removes, StringComparison.Ordinal);
        }
        finally
        {
            await owner.DeleteLifecycleConfigurationAsync(new DeleteLifecycleConfigurationRequest { BucketName = bucket }, Token);
            await owner.PutBucketVersioningAsync(new() { BucketName = bucket, VersioningConfig = new() { Status = VersionStatus.Suspended } }, Token);
        }

        Assert.Empty(await look.ReadLifecycleAsync(Token));
        Assert.False(await look.IsVersionedAsync(Token));
    }
}
