using Phoenix.Adapters.S3;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;
using Xunit;

namespace Phoenix.Adapters.Tests.S3;

/// <summary>The contract on the lab's endpoint.</summary>
public sealed class LabObjectStoreTests : ObjectStoreContract, IAsyncLifetime
{
    private LabEndpoint? _endpoint;
    private S3ObjectStore? _store;

    protected override IObjectStore Store => _store!;

    public static S3Settings Settings(LabEndpoint endpoint) =>
        new("localhost", endpoint.Host.Port, LabEndpoint.Region, LabEndpoint.Bucket, S3UriStyle.Path, endpoint.Host.CaFile, endpoint.Key.Id, endpoint.Key.Secret);

    public async ValueTask InitializeAsync()
    {
        _endpoint = await LabEndpoint.StartAsync();
        _store = new S3ObjectStore(Settings(_endpoint));
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_endpoint is not null)
        {
            await _endpoint.DisposeAsync();
        }
    }
}
