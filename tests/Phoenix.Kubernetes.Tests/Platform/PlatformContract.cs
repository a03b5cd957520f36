using Phoenix.Stacks;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Platform;

/// <summary>
/// The contract of layers whose objects somebody else applies: Git, by way of Flux, or another layer. What applies them comes before each up here, as it does in a stack; all else is the driver's own.
/// </summary>
[Trait("Contract", "Kubernetes")]
public abstract class PlatformContract : LayerDriverContract, IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    private Raised? _driver;

    protected sealed override ILayerDriver Driver => _driver!;

    // Nothing is started: all of it is calls.
    protected sealed override IReadOnlyList<string> Running => [];

    private protected PlatformBench Bench { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Bench = await StartAsync(Part);
        await PrepareAsync();
        _driver = new Raised(DriverOf(Bench), ApplyAsync, task => Bench.WithinAsync(Soon, task));
    }

    public async ValueTask DisposeAsync()
    {
        if (Bench is not null)
        {
            await Bench.DisposeAsync();
        }
    }

    protected sealed override async Task HangsAsync()
    {
        while (Bench.Log.Lines.Count == 0)
        {
            await Task.Delay(20, Token);
        }
    }

    /// <summary>The bench with one operator: on a simulated server, or on a real one, where one is named.</summary>
    private protected abstract Task<PlatformBench> StartAsync(string part);

    /// <summary>The operator that the layer needs.</summary>
    protected abstract string Part { get; }

    /// <summary>Brings what a layer of this kind finds in any cluster.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    /// <summary>Applies the layer's objects.</summary>
    protected abstract Task ApplyAsync();

    private protected abstract ILayerDriver DriverOf(PlatformBench bench);

    private sealed class Raised(ILayerDriver inner, Func<Task> apply, Func<Task, Task> within) : ILayerDriver
    {
        public async Task UpAsync(CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await apply();
            await within(inner.UpAsync(cancellationToken));
        }

        public Task WipeAsync(CancellationToken cancellationToken) => within(inner.WipeAsync(cancellationToken));

        public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => inner.ExistsAsync(cancellationToken);

        public Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);
    }
}
