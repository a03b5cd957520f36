using Phoenix.Adapters.S3;
using Phoenix.Drills;
using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>The contract on whatever endpoint PHOENIX_TEST_S3_* names.</summary>
public sealed class NamedEndpointTests : ObjectStoreContract, IAsyncLifetime
{
    private S3ObjectStore? _store;
    private ConditionalPuts _puts;

    protected override IObjectStore Store => _store!;

    // Found out as a drill does it. An endpoint that ignores conditions is not let off: it breaks the contract.
    protected override bool HasConditions => _puts != ConditionalPuts.Refused;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(NamedEndpoint.Settings is null, NamedEndpoint.Unset);
        _store = new S3ObjectStore(NamedEndpoint.Settings!);
        S3Settings at = NamedEndpoint.Settings!;
        _puts = await new ConditionalPutTrial(_store, new RepositoryLocation(at.Endpoint, at.Bucket, at.Region, "/contract/repo", "db")).RunAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
