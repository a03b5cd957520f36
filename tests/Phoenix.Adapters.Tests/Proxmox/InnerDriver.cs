using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Tests.Proxmox;

/// <summary>The driver under a wipe of machines: keeps what was asked of it.</summary>
internal sealed class InnerDriver : ILayerDriver
{
    public int Ups { get; private set; }

    public int Wipes { get; private set; }

    public bool? Exists { get; set; } = false;

    public PhoenixException? Fault { get; set; }

    public IReadOnlyList<StackObject>? Objects { get; set; }

    /// <summary>Looks at the world when it is wiped.</summary>
    public Action OnWipe { get; set; } = () => { };

    public Task UpAsync(CancellationToken cancellationToken)
    {
        Ups++;
        return Task.CompletedTask;
    }

    public Task WipeAsync(CancellationToken cancellationToken)
    {
        Wipes++;
        OnWipe();
        return Fault is null ? Task.CompletedTask : throw Fault;
    }

    public Task<bool?> ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(Exists);

    public Task<IReadOnlyList<StackObject>?> ListAsync(CancellationToken cancellationToken) => Task.FromResult(Objects);
}
