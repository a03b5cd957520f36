using System.Text;
using Amazon.S3;
using Phoenix.Adapters.S3;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Rebirths;
using Xunit;
using LabEndpoint = Phoenix.Adapters.Tests.LabS3.LabEndpoint;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>Endpoints that can do less than S3 promises: Phoenix finds out, and no lab takes what is another one's.</summary>
public sealed class PoorEndpointTests
{
    private static readonly RepositoryLocation At = new("localhost:1", LabEndpoint.Bucket, LabEndpoint.Region, "/backups/repo", "db");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ConditionalPuts> Every => [.. Enum.GetValues<ConditionalPuts>()];

    [Theory]
    [MemberData(nameof(Every))]
    public async Task What_it_makes_of_conditional_puts_is_found_out_the_first_time_and_every_time(ConditionalPuts puts)
    {
        await using LabEndpoint endpoint = await StartAsync(puts);
        using S3ObjectStore store = new(LabObjectStoreTests.Settings(endpoint));
        for (int time = 0; time < 3; time++)
        {
            Assert.Equal(puts, await new ConditionalPutTrial(store, At).RunAsync(Token));
        }

        Assert.All(await store.ListAsync("", Token).ToArrayAsync(Token), o => Assert.StartsWith(At.PhoenixPrefix, o.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_no_endpoint_without_conditions()
    {
        await using LabEndpoint endpoint = await StartAsync(ConditionalPuts.Kept);
        await endpoint.Admin.SetFaultsAsync([new() { Id = "f", Status = 500, Code = "InternalError", Message = "planted", Method = "PUT" }], Token);
        using S3ObjectStore store = new(LabObjectStoreTests.Settings(endpoint));
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => new ConditionalPutTrial(store, At).RunAsync(Token));
        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
    }

    [Theory]
    [MemberData(nameof(Every))]
    public async Task A_repository_that_another_lab_claimed_stays_that_labs(ConditionalPuts puts)
    {
        await using LabEndpoint endpoint = await StartAsync(puts);
        using S3ObjectStore store = new(LabObjectStoreTests.Settings(endpoint));
        RepositoryOwnership first = new(store, At, "first"), second = new(store, At, "second");
        await first.ClaimAsync(Token);
        await first.ClaimAsync(Token);

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => second.ClaimAsync(Token));
        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        Assert.True(await first.IsOursAsync(Token));
        Assert.False(await second.IsOursAsync(Token));
        await first.ConfirmAsync(Token);
        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => second.ConfirmAsync(Token))).Code);
    }

    [Fact]
    public async Task Uploads_need_no_aws_chunked_form_and_no_trailing_checksum()
    {
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync(alter: o => o with { TakesChunkedUploads = false });
        byte[] content = Encoding.UTF8.GetBytes(new string('x', 100_000));

        // The SDK's own defaults are refused there: the double bites.
        AmazonS3Exception e = await Assert.ThrowsAsync<AmazonS3Exception>(
            () => endpoint.Sdk().PutObjectAsync(new() { BucketName = LabEndpoint.Bucket, Key = "o", InputStream = new MemoryStream(content) }, Token));
        Assert.Equal("NotImplemented", e.ErrorCode);

        using S3ObjectStore store = new(LabObjectStoreTests.Settings(endpoint));
        Assert.NotNull(await store.PutAsync("o", content, PutCondition.None, Token));
        Assert.NotNull(await store.PutAsync("p", content, new PutCondition(IfAbsent: true), Token));
        Assert.Equal(content.Length, (await store.HeadAsync("p", Token))!.Size);
    }

    private static Task<LabEndpoint> StartAsync(ConditionalPuts puts) => LabEndpoint.StartAsync(alter: o => o with { ConditionalPuts = puts });
}
