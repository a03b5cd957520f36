using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>One castle that was wiped, for the sagas that only read its repository. It is raised when the first of them asks.</summary>
public sealed class SagaFixture : IAsyncLifetime
{
    private Task<SagaWorld>? _world;

    /// <summary>The wiped castle.</summary>
    internal Task<SagaWorld> World => _world ??= RaiseAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_world is { IsCompletedSuccessfully: true })
        {
            await (await _world).DisposeAsync();
        }
    }

    private static async Task<SagaWorld> RaiseAsync()
    {
        SagaWorld world = await SagaWorld.RaiseAsync();
        await world.Castle.WipeAsync();
        return world;
    }
}
