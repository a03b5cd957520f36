using Phoenix.Stacks;

namespace Phoenix.Tests.Stacks;

/// <summary>A layer in memory: up and wipe can be made to fail.</summary>
internal sealed class FakeLayerDriver : ILayerDriver
{
    public bool? Exists { get; set; } = false;

    public Func<CancellationToken, Task> Up { get; set; } = _ => Task.CompletedTask;

    public Func<CancellationToken, Task> Wipe { get; set; } = _ => Task.CompletedTask;

    public async Task UpAsync(CancellationToken cancellationToken)
    {
        await Up(cancellationToken);
        Exists = true;
    }

    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        await Wipe(cancellationToken);
        Exists = false;
    }

    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(Exists);
}
