using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>The gate <c>longhorn</c>: nodes take replicas, and volumes are attached and healthy. Changes nothing.</summary>
public static class LonghornGate
{
    /// <summary>Makes the gate; nothing is connected to yet.</summary>
    /// <param name="definition">Where Longhorn lives.</param>
    /// <param name="api">The cluster.</param>
    /// <param name="log">The layer's log.</param>
    /// <param name="time">The clock.</param>
    public static Gate Create(GateDefinition.Longhorn definition, IClusterApi api, ILayerLog log, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(definition);
        LonghornLook look = new(definition.Namespace, remedies: false, api, log);
        return new Gate(
            $"longhorn in {definition.Namespace} is ready",
            definition.Timeout,
            token => new SnapshotWait(api, time).UntilAsync(look.Kinds, definition.Timeout, look.LookAsync, token));
    }
}
