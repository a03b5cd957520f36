using Phoenix.Ports;
using Phoenix.Testing;

namespace Phoenix.Adapters.Tests.Files;

public sealed class MemoryRunStoreTests : RunStoreContract, IDisposable
{
    private readonly MemoryRunStore _store = new();

    protected override IRunStore Store => _store;

    public void Dispose() => _store.Dispose();
}
