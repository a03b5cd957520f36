using Phoenix.Ports;
using Phoenix.Testing.ObjectStores;

namespace Phoenix.Adapters.Tests.S3;

public sealed class InMemoryObjectStoreTests : ObjectStoreContract
{
    protected override IObjectStore Store { get; } = new InMemoryObjectStore();
}
