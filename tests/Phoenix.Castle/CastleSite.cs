using Phoenix.KubeSim.Operators.Flux;
using Phoenix.Testing.Proxmox;

namespace Phoenix.Castle;

/// <summary>The machines in the Proxmox double, and the cluster that lives on them: it loses its power with them.</summary>
internal sealed class CastleSite(ProxmoxDouble proxmox, string disks, IReadOnlyList<CastleMachine> machines, CastleSecrets secrets, FluxRepository git) : IAsyncDisposable
{
    private readonly HashSet<int> _dark = [];
    private readonly List<Task> _endings = [];
    private readonly Lock _lock = new();

    /// <summary>The machines that the copy's unit names.</summary>
    public IReadOnlyList<CastleMachine> Machines => machines;

    /// <summary>What Flux follows.</summary>
    public FluxRepository Git => git;

    /// <summary>The cluster of now; null without one.</summary>
    public CastleCluster? Cluster { get; private set; }

    /// <summary>Identities of all clusters so far.</summary>
    public List<string> Lives { get; } = [];

    /// <summary>Clones and starts the machines that are not there, and boots a cluster on them when there is none.</summary>
    /// <param name="isKnown">Whether Terraform's state knows them.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why Proxmox refuses; null when it does not.</returns>
    public async Task<string?> RaiseAsync(bool isKnown, CancellationToken cancellationToken)
    {
        foreach (CastleMachine machine in machines)
        {
            bool isThere = proxmox.Machines.Any(m => m.Id == machine.Id);
            if (isThere && !isKnown)
            {
                return $"Error: error creating VM: received an HTTP 400 response - Reason: Parameter verification failed. (vmid: VM {machine.Id} already exists on node '{machine.Host}')";
            }

            if (!isThere)
            {
                proxmox.Add(new DoubleMachine(machine.Id, machine.Host, machine.Name) { Tags = "castle" });
            }
        }

        if (Cluster is null)
        {
            await EndAsync();
            Cluster = await CastleCluster.BootAsync([.. machines.Select(m => m.Name)], Path.Combine(disks, $"life-{Lives.Count + 1}"), secrets, cancellationToken);
            Lives.Add(Cluster.Uid);
        }

        return null;
    }

    /// <summary>What a machine takes with it when its plug is pulled; done when it is dead.</summary>
    public async Task CutAsync(DoubleMachine stopped)
    {
        if (Cluster is not { } cluster || machines.FirstOrDefault(m => m.Id == stopped.Id) is not { } machine)
        {
            return;
        }

        if (machine.Role == "controlplane")
        {
            cluster.LoseControlPlane();
        }
        else
        {
            await cluster.LoseWorkersAsync();
        }

        lock (_lock)
        {
            _dark.Add(machine.Id);
            if (Cluster is not null && machines.All(m => _dark.Contains(m.Id)))
            {
                _dark.Clear();
                Cluster = null;
                _endings.Add(Task.Run(() => cluster.DisposeAsync().AsTask()));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        if (Cluster is { } cluster)
        {
            Cluster = null;
            await cluster.DisposeAsync();
        }
    }

    private async Task EndAsync()
    {
        Task[] endings;
        lock (_lock)
        {
            endings = [.. _endings];
            _endings.Clear();
        }

        await Task.WhenAll(endings);
    }
}
