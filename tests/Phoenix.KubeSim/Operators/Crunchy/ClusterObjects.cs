using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>How the operator reads and writes objects: as any client, and only where something differs.</summary>
/// <param name="api">The server.</param>
/// <param name="kinds">Its kinds.</param>
/// <param name="time">Clock of events.</param>
internal sealed class ClusterObjects(IClusterApi api, CrunchyKinds kinds, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly ConcurrentDictionary<string, (string Name, int Count)> _events = new(StringComparer.Ordinal);

    public CrunchyKinds Kinds => kinds;

    public Task<KubeObject?> GetAsync(KubeKind kind, string space, string name, CancellationToken cancellationToken) => api.GetAsync(kind, space, name, cancellationToken);

    public Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string space, string labels, CancellationToken cancellationToken) =>
        api.ListAsync(kind, space, labels, cancellationToken);

    /// <summary>Makes the object, or sets what it says on the one that is there; other fields stay.</summary>
    /// <exception cref="PhoenixException">Another controller owns the object: the API server refuses a second one.</exception>
    public async Task<KubeObject> ApplyAsync(KubeKind kind, JsonObject desired, CancellationToken cancellationToken)
    {
        desired["apiVersion"] = kind.ApiVersion;
        desired["kind"] = kind.Kind;
        var wanted = new KubeObject(desired);
        KubeObject? present = await api.GetAsync(kind, wanted.Namespace, wanted.Name, cancellationToken)
            ?? await api.CreateAsync(kind, wanted, cancellationToken);
        present ??= await api.GetAsync(kind, wanted.Namespace, wanted.Name, cancellationToken)
            ?? throw new PhoenixException(ErrorCode.NotFound, $"{wanted} was there and is gone", "this solves itself at the next try");
        KeepOwners(present, wanted);
        return Json.Covers(present.Content, desired) ? present : await api.PatchAsync(kind, wanted.Namespace, wanted.Name, desired, status: false, cancellationToken);
    }

    /// <summary>Makes the object; null when one of the name is there already.</summary>
    public Task<KubeObject?> CreateAsync(KubeKind kind, JsonObject desired, CancellationToken cancellationToken)
    {
        desired["apiVersion"] = kind.ApiVersion;
        desired["kind"] = kind.Kind;
        return api.CreateAsync(kind, new KubeObject(desired), cancellationToken);
    }

    /// <summary>Sets fields of the object, or of its status.</summary>
    public Task PatchAsync(KubeKind kind, string space, string name, JsonObject patch, bool status, CancellationToken cancellationToken) =>
        api.PatchAsync(kind, space, name, patch, status, cancellationToken);

    public Task DeleteAsync(KubeKind kind, KubeObject gone, CancellationToken cancellationToken) =>
        api.DeleteAsync(kind, gone.Namespace, gone.Name, gone.Uid, cancellationToken);

    /// <summary>Writes what must be written some time, as a kubelet does: a server that is away or busy is asked again; an object that is gone is let go.</summary>
    public async Task PersistAsync(Func<CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await write(cancellationToken);
                return;
            }
            catch (PhoenixException e) when (e.Code == ErrorCode.NotFound || e.InnerException is ApiStatusException { Status: 404 })
            {
                return; // Whoever deleted it does not want to know any more.
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Writes an event about an object; the same one again only counts up, as the usual recorders do.</summary>
    public async Task EventAsync(KubeObject about, string type, string reason, string message, CancellationToken cancellationToken)
    {
        string now = Moment(time);
        string key = string.Join('\n', about.Uid, type, reason, message);
        if (_events.TryGetValue(key, out (string Name, int Count) known))
        {
            _events[key] = (known.Name, known.Count + 1);
            await api.PatchAsync(
                kinds.Event, about.Namespace, known.Name, new JsonObject { ["count"] = known.Count + 1, ["lastTimestamp"] = now }, status: false, cancellationToken);
            return;
        }

        string name = string.Create(CultureInfo.InvariantCulture, $"{about.Name}.{Guid.NewGuid().ToString("N")[..16]}");
        JsonObject made = new()
        {
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = about.Namespace },
            ["involvedObject"] = new JsonObject
            {
                ["apiVersion"] = about.ApiVersion, ["kind"] = about.Kind, ["namespace"] = about.Namespace, ["name"] = about.Name, ["uid"] = about.Uid,
            },
            ["type"] = type,
            ["reason"] = reason,
            ["message"] = message,
            ["count"] = 1,
            ["firstTimestamp"] = now,
            ["lastTimestamp"] = now,
            ["source"] = new JsonObject { ["component"] = CrunchyNames.Manager },
            ["reportingComponent"] = CrunchyNames.Manager,
            ["reportingInstance"] = "",
        };
        await CreateAsync(kinds.Event, made, cancellationToken);
        _events[key] = (name, 1);
    }

    /// <summary>The moment as the API writes it: whole seconds, UTC.</summary>
    public static string Moment(TimeProvider time) => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The reference of a controller.</summary>
    public static JsonArray OwnedBy(KubeObject owner) => Json.List(new JsonObject
    {
        ["apiVersion"] = owner.ApiVersion,
        ["kind"] = owner.Kind,
        ["name"] = owner.Name,
        ["uid"] = owner.Uid,
        ["controller"] = true,
        ["blockOwnerDeletion"] = true,
    });

    // Server-side apply merges owners by uid, and validation lets one of them be the controller; a merge patch would replace the list.
    private static void KeepOwners(KubeObject present, KubeObject wanted)
    {
        if (wanted.At("metadata", "ownerReferences") is not JsonArray owners)
        {
            return;
        }

        string?[] own = [.. Json.Objects(owners).Select(o => Json.Text(o["uid"]))];
        foreach (JsonObject other in Json.Objects(present.At("metadata", "ownerReferences")).Where(o => !own.Contains(Json.Text(o["uid"]))))
        {
            if (Json.Flag(other["controller"]))
            {
                throw new PhoenixException(
                    ErrorCode.ToolFailed,
                    $"{wanted} is invalid: metadata.ownerReferences: Only one reference can have Controller set to true. It is controlled by {Json.Text(other["kind"])} {Json.Text(other["name"])}",
                    "let the other controller not own it");
            }

            owners.Add(other.DeepClone());
        }
    }
}
