using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.S3;
using Phoenix.Errors;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Adapters.Tests.Gates;

public sealed class S3GateTests : IAsyncLifetime
{
    private readonly GateBench _bench = new();
    private LabEndpoint _endpoint = null!;

    public async ValueTask InitializeAsync() => _endpoint = await LabEndpoint.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        _bench.Dispose();
    }

    [Fact]
    public async Task It_holds_when_the_bucket_can_be_listed_an_empty_one_too() =>
        Assert.Null(await _bench.LookAsync(new GateDefinition.S3(), Repository(LabObjectStoreTests.Settings(_endpoint))));

    [Fact]
    public async Task Refused_credentials_end_the_wait_and_are_not_shown()
    {
        PhoenixException e = await _bench.RefusedAsync(new GateDefinition.S3(), Repository(LabObjectStoreTests.Settings(_endpoint) with { SecretKey = "another-secret-key" }));
        Assert.Equal(ErrorCode.RepositoryDenied, e.Code);
        Assert.DoesNotContain("another-secret-key", e + e.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_may_come()
    {
        RepositorySettings repository = Repository(LabObjectStoreTests.Settings(_endpoint) with { Port = 1 });
        Assert.NotNull(await _bench.LookAsync(new GateDefinition.S3(), repository));
    }

    [Fact]
    public async Task Another_region_ends_the_wait_and_a_busy_endpoint_or_a_wrong_clock_does_not()
    {
        RepositorySettings good = Repository(LabObjectStoreTests.Settings(_endpoint));
        PhoenixException e = await _bench.RefusedAsync(new GateDefinition.S3(), good with { S3 = good.S3 with { Region = "eu-wrong-1" } });
        Assert.Equal(ErrorCode.RepositoryUnavailable, e.Code);
        foreach ((int status, string code) in ((int, string)[])[(403, "RequestTimeTooSkewed"), (503, "SlowDown")])
        {
            await _endpoint.Admin.SetFaultsAsync([S3FaultTests.Rule(status, code)], TestContext.Current.CancellationToken);
            Assert.Contains(code, await _bench.LookAsync(new GateDefinition.S3(), good), StringComparison.Ordinal);
        }
    }

    private static RepositorySettings Repository(S3Settings s3) => new(s3, "/pgbackrest/repo1", "db", null);
}
