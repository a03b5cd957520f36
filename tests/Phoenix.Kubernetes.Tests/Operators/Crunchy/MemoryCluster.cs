using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Tests.Operators.Crunchy;

/// <summary>The verbs of an API server on objects in memory, as far as the double of the operator needs them: quicker than a server, and no judge of it.</summary>
internal sealed class MemoryCluster : IClusterApi
{
    private static readonly KubeKind[] Kinds =
    [
        new("", "v1", "Pod", "pods", true), new("", "v1", "Service", "services", true), new("", "v1", "Secret", "secrets", true),
        new("", "v1", "ConfigMap", "configmaps", true), new("", "v1", "PersistentVolumeClaim", "persistentvolumeclaims", true),
        new("", "v1", "Endpoints", "endpoints", true), new("", "v1", "Event", "events", true), new("apps", "v1", "StatefulSet", "statefulsets", true),
        new("batch", "v1", "Job", "jobs", true), new("batch", "v1", "CronJob", "cronjobs", true),
        new("postgres-operator.crunchydata.com", "v1beta1", "PostgresCluster", "postgresclusters", true),
    ];

    private readonly Lock _lock = new();
    private readonly Dictionary<(KubeKind Kind, string Space, string Name), JsonObject> _objects = [];
    private readonly List<(KubeKind Kind, Channel<KubeChange> Changes)> _watches = [];
    private long _version;

    public Uri Server { get; } = new("https://memory");

    /// <summary>A kind that is served here.</summary>
    public static KubeKind Kind(string name) => Kinds.Single(k => k.Kind == name);

    public Task<KubeKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        Task.FromResult(Kinds.FirstOrDefault(k => k.ApiVersion == apiVersion && k.Kind == kind));

    public Task<KubeObject?> GetAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_objects.GetValueOrDefault((kind, @namespace ?? "", name)) is { } found ? Copy(found) : null);
        }
    }

    public Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string? @namespace, string? labels, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<KubeObject>>(
                [.. _objects.Where(o => o.Key.Kind == kind && (@namespace is null || o.Key.Space == @namespace)).Select(o => Copy(o.Value)).Where(o => Fits(o, labels))]);
        }
    }

    public async Task<KubeObject> ApplyAsync(KubeKind kind, KubeObject desired, bool force, CancellationToken cancellationToken) =>
        await CreateAsync(kind, desired, cancellationToken) ?? await PatchAsync(kind, desired.Namespace, desired.Name, desired.Content, false, cancellationToken);

    public Task<KubeObject?> CreateAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            (KubeKind, string, string) key = (kind, desired.Namespace ?? "", desired.Name);
            if (_objects.ContainsKey(key))
            {
                return Task.FromResult<KubeObject?>(null);
            }

            JsonObject made = desired.Content.DeepClone().AsObject();
            JsonObject metadata = made["metadata"]!.AsObject();
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["generation"] = 1;
            metadata["creationTimestamp"] = "2026-02-10T00:00:00Z";
            if (made["stringData"] is JsonObject plain)
            {
                made["data"] = new JsonObject(plain.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)Convert.ToBase64String(Encoding.UTF8.GetBytes(p.Value!.GetValue<string>())))));
                made.Remove("stringData");
            }

            _objects[key] = made;
            return Task.FromResult<KubeObject?>(Changed(kind, made));
        }
    }

    public Task<KubeObject> PatchAsync(KubeKind kind, string? @namespace, string name, JsonObject patch, bool status, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue((kind, @namespace ?? "", name), out JsonObject? present))
            {
                throw new PhoenixException(ErrorCode.NotFound, $"{kind.Kind} {@namespace}/{name} is not there", "make it first");
            }

            if (patch["metadata"]?["resourceVersion"] is JsonNode expected && !JsonNode.DeepEquals(expected, present["metadata"]!["resourceVersion"]))
            {
                throw new PhoenixException(ErrorCode.Locked, $"{kind.Kind} {@namespace}/{name} was changed meanwhile", "read it again");
            }

            JsonObject wanted = patch.DeepClone().AsObject();
            (wanted["metadata"] as JsonObject)?.Remove("resourceVersion");
            JsonObject merged = present.DeepClone().AsObject();
            if (status)
            {
                Merge(merged, new JsonObject { ["status"] = wanted["status"]?.DeepClone() });
            }
            else
            {
                wanted.Remove("status");
                Merge(merged, wanted);
            }

            if (JsonNode.DeepEquals(merged, present))
            {
                return Task.FromResult(Copy(present));
            }

            if (!JsonNode.DeepEquals(merged["spec"], present["spec"]))
            {
                merged["metadata"]!["generation"] = present["metadata"]!["generation"]!.GetValue<int>() + 1;
            }

            _objects[(kind, @namespace ?? "", name)] = merged;
            KubeObject seen = Changed(kind, merged);
            Collect(kind, merged);
            return Task.FromResult(seen);
        }
    }

    public Task<bool> DeleteAsync(KubeKind kind, string? @namespace, string name, string? uid, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_objects.TryGetValue((kind, @namespace ?? "", name), out JsonObject? present) || (uid is not null && Copy(present).Uid != uid))
            {
                return Task.FromResult(false);
            }

            if (present["metadata"]!["deletionTimestamp"] is null)
            {
                present["metadata"]!["deletionTimestamp"] = "2026-02-10T00:00:00Z";
                Changed(kind, present);
            }

            Collect(kind, present);
            return Task.FromResult(true);
        }
    }

    public async IAsyncEnumerable<KubeChange> WatchAsync(
        KubeKind kind, string? @namespace, string? name, string? labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<KubeChange> changes = Channel.CreateUnbounded<KubeChange>();
        KubeObject[] all;
        lock (_lock)
        {
            _watches.Add((kind, changes));
            all = [.. _objects.Where(o => o.Key.Kind == kind).Select(o => Copy(o.Value))];
        }

        foreach (KubeObject present in all.Where(Matches))
        {
            yield return new KubeChange(KubeChangeType.Present, present);
        }

        yield return new KubeChange(KubeChangeType.Listed, null);
        await foreach (KubeChange change in changes.Reader.ReadAllAsync(cancellationToken))
        {
            if (Matches(change.Object!))
            {
                yield return change;
            }
        }

        bool Matches(KubeObject seen) => (@namespace is null || seen.Namespace == @namespace) && (name is null || seen.Name == name) && Fits(seen, labels);
    }

    public Task<string?> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, CancellationToken cancellationToken) =>
        throw new NotSupportedException("the double is asked itself");

    public Task<Stream> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken) =>
        throw new NotSupportedException("the double is asked itself");

    private static KubeObject Copy(JsonObject content) => new(content.DeepClone().AsObject());

    private static bool Fits(KubeObject seen, string? labels) => labels is null || labels.Split(',').All(term =>
    {
        string[] parts = term.Split('=', 2);
        string? value = seen.TextAt("metadata", "labels", parts[0]);
        return parts.Length == 2 ? value == parts[1] : value is not null;
    });

    private static void Merge(JsonObject into, JsonObject patch)
    {
        foreach ((string key, JsonNode? value) in patch.ToArray())
        {
            if (value is null)
            {
                into.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                if (into[key] is not JsonObject deeper)
                {
                    into[key] = deeper = [];
                }

                Merge(deeper, inner);
            }
            else
            {
                into[key] = value.DeepClone();
            }
        }
    }

    private KubeObject Changed(KubeKind kind, JsonObject content)
    {
        content["metadata"]!["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        KubeObject seen = Copy(content);
        Tell(kind, new KubeChange(KubeChangeType.Present, seen));
        return seen;
    }

    private void Tell(KubeKind kind, KubeChange change)
    {
        foreach ((KubeKind Kind, Channel<KubeChange> Changes) watch in _watches.Where(w => w.Kind == kind))
        {
            watch.Changes.Writer.TryWrite(change);
        }
    }

    // What is to be deleted and held by no finalizer goes, and takes with it what it owned.
    private void Collect(KubeKind kind, JsonObject content)
    {
        KubeObject seen = Copy(content);
        if (!seen.IsDeleting || seen.At("metadata", "finalizers") is JsonArray { Count: > 0 })
        {
            return;
        }

        _objects.Remove((kind, seen.Namespace ?? "", seen.Name));
        Tell(kind, new KubeChange(KubeChangeType.Gone, seen));
        foreach (((KubeKind Kind, string Space, string Name) key, JsonObject child) in _objects.ToArray())
        {
            if (child["metadata"]!["ownerReferences"] is JsonArray owners && owners.Any(o => o!["uid"]!.GetValue<string>() == seen.Uid)
                && _objects.ContainsKey(key))
            {
                child["metadata"]!["deletionTimestamp"] = "2026-02-10T00:00:00Z";
                Changed(key.Kind, child);
                Collect(key.Kind, child);
            }
        }
    }
}
