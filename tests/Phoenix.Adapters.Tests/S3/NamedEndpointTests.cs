using Phoenix.Adapters.S3;
using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>The contract on whatever endpoint PHOENIX_TEST_S3_* names.</summary>
public sealed class NamedEndpointTests : ObjectStoreContract, IAsyncLifetime
{
    private S3ObjectStore? _store;

    protected override IObjectStore Store => _store!;

    // Swift answers 501 to every conditional put.
    protected override bool HasConditions => Environment.GetEnvironmentVariable("PHOENIX_TEST_S3_CONDITIONS") != "no";

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(NamedEndpoint.Settings is null, NamedEndpoint.Unset);
        _store = new S3ObjectStore(NamedEndpoint.Settings!);
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _store?.Dispose();
        return ValueTask.CompletedTask;
    }
}
