using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>The double of Longhorn: settings, nodes, volumes, claims and attachments, as an ordinary client of the API. No data is stored.</summary>
public sealed class LonghornOperator : IAsyncDisposable
{
    private readonly ControllerLoop[] _loops;

    private LonghornOperator(ControllerLoop[] loops) => _loops = loops;

    /// <summary>What the API refused so far.</summary>
    public IEnumerable<PhoenixException> Errors => _loops.SelectMany(l => l.Errors);

    /// <summary>Starts the controllers.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="options">Settings and faults.</param>
    /// <param name="time">The clock.</param>
    public static LonghornOperator Start(IClusterApi api, LonghornOptions options, TimeProvider time)
    {
        LonghornApi longhorn = new(api, options, time);
        ControllerLoop nodes = new(api, time, new NodeController(longhorn).ReconcileAsync);
        ControllerLoop volumes = new(api, time, new VolumeController(longhorn).ReconcileAsync);
        ControllerLoop claims = new(api, time, new ClaimController(longhorn).ReconcileAsync);
        ControllerLoop attachments = new(api, time, new AttachmentController(longhorn).ReconcileAsync);

        nodes.Watch("v1", "Node", o => [Machine(o.Name)]);
        nodes.Watch(LonghornApi.Group, "Volume", o => VolumeController.Places(o).Select(Machine), o => string.Join(',', VolumeController.Places(o)));
        volumes.Watch(LonghornApi.Group, "Volume", o => [Volume(o.Name)]);
        volumes.Watch(LonghornApi.StorageGroup, "VolumeAttachment", o => o.TextAt("spec", "source", "persistentVolumeName") is { } name ? [Volume(name)] : []);
        volumes.Watch("v1", "PersistentVolume", o => [Volume(o.Name)]);
        claims.Watch("v1", "PersistentVolumeClaim", o => o.TextAt("spec", "volumeName") is { } bound ? [ControllerKey.Of(o), new ControllerKey("PersistentVolume", null, bound)] : [ControllerKey.Of(o)]);
        claims.Watch("v1", "PersistentVolume", o => [ControllerKey.Of(o)]);
        attachments.Watch("v1", "Pod", o => [ControllerKey.Of(o)]);
        attachments.Watch(LonghornApi.StorageGroup, "VolumeAttachment", o => [ControllerKey.Of(o)]);
        return new LonghornOperator([nodes, volumes, claims, attachments]);

        ControllerKey Machine(string name) => new("Node", null, name);

        ControllerKey Volume(string name) => new("Volume", options.Namespace, name);
    }

    /// <summary>Ends the controllers.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ControllerLoop loop in _loops)
        {
            await loop.DisposeAsync();
        }
    }
}
