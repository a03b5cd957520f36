using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>The gate <c>externalSecret</c>: the store is ready, and what it gave is synced and not empty. Asks for nothing and changes nothing.</summary>
public static class ExternalSecretGate
{
    /// <summary>Makes the gate; nothing is connected to yet.</summary>
    /// <param name="definition">What must hold.</param>
    /// <param name="probe">Compares and tries what was rendered; null where the stack has no repository.</param>
    /// <param name="api">The cluster.</param>
    /// <param name="log">The layer's log.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="Errors.PhoenixException">Configuration: a comparison is asked for, and the stack has no repository.</exception>
    public static Gate Create(GateDefinition.ExternalSecret definition, RepositoryProbe? probe, IClusterApi api, ILayerLog log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ExternalSecretFetch fetch = new(definition.Secrets, ExternalSecretDriver.Probe(definition.Repository, probe), asks: false, api, log, time);
        return new Gate(
            $"externalSecret {string.Join(", ", definition.Secrets)} is synced",
            definition.Timeout,
            token => new SnapshotWait(api, time).UntilAsync(fetch.Kinds, definition.Timeout, fetch.LookAsync, token));
    }
}
