using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Tests.Memory;

/// <summary>
/// A cluster in memory, for tests of decisions and waits: generations, status apart from spec, finalizers, owners and watches as an API server has them.
/// It knows no schemas, no field ownership, no pods and no errors but those that a test asks for.
/// </summary>
internal sealed class MemoryCluster(TimeProvider time) : IClusterApi
{
    private readonly Lock _lock = new();
    private readonly List<KubeKind> _kinds = [];
    private readonly Dictionary<(string Kind, string? Namespace, string Name), JsonObject> _objects = [];
    private readonly List<(KubeKind Kind, string? Namespace, string? Name, string? Labels, Channel<KubeChange> Channel)> _watches = [];
    private long _version;
    private int _identity;

    /// <inheritdoc/>
    public Uri Server { get; } = new("https://memory.test");

    /// <summary>Called before each verb (<c>get</c>, <c>list</c>, <c>patch</c>, <c>delete</c>, ...); an exception that it gives is thrown.</summary>
    internal Func<string, KubeKind, string?, Exception?> Fault { get; set; } = (_, _, _) => null;

    /// <summary>Every write, as <c>verb Kind namespace/name</c>.</summary>
    internal ConcurrentQueue<string> Writes { get; } = [];

    /// <summary>How many lists and gets were asked for.</summary>
    internal int Reads { get; private set; }

    /// <summary>Serves more kinds from now on.</summary>
    internal MemoryCluster Serve(params ReadOnlySpan<KubeKind> kinds)
    {
        lock (_lock)
        {
            _kinds.AddRange(kinds);
        }

        return this;
    }

    /// <summary>Puts an object there whole, status included; what was there under its name is replaced and keeps its identity.</summary>
    internal KubeObject Put(JsonObject content)
    {
        lock (_lock)
        {
            KubeObject wanted = new((JsonObject)content.DeepClone());
            KubeKind kind = _kinds.First(k => k.Kind == wanted.Kind && k.ApiVersion == wanted.ApiVersion);
            _objects.TryGetValue(Key(kind, wanted.Namespace, wanted.Name), out JsonObject? old);
            return Store(kind, wanted.Content, old);
        }
    }

    /// <summary>An object as it is now; null when it is not there.</summary>
    internal KubeObject? Peek(string kind, string? @namespace, string name)
    {
        lock (_lock)
        {
            return _objects.FirstOrDefault(o => o.Key.Kind.EndsWith("/" + kind, StringComparison.Ordinal) && o.Key.Namespace == @namespace && o.Key.Name == name).Value is { } found ? Copy(found) : null;
        }
    }

    /// <inheritdoc/>
    public Task<KubeKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_kinds.Find(k => k.Kind == kind && (k.ApiVersion == apiVersion || (apiVersion.EndsWith('/') && k.Group == apiVersion[..^1]))));
        }
    }

    /// <inheritdoc/>
    public Task<KubeObject?> GetAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken)
    {
        Enter("get", kind, @namespace, name);
        lock (_lock)
        {
            return Task.FromResult(_objects.TryGetValue(Key(kind, @namespace, name), out JsonObject? found) ? Copy(found) : null);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string? @namespace, string? labels, CancellationToken cancellationToken)
    {
        Enter("list", kind, @namespace, "");
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<KubeObject>>([.. Of(kind, @namespace, null, labels)]);
        }
    }

    /// <inheritdoc/>
    public Task<KubeObject> ApplyAsync(KubeKind kind, KubeObject desired, bool force, CancellationToken cancellationToken)
    {
        Enter("apply", kind, desired.Namespace, desired.Name);
        lock (_lock)
        {
            bool isThere = _objects.TryGetValue(Key(kind, desired.Namespace, desired.Name), out JsonObject? old);
            JsonObject fresh = isThere ? Merged(old!, Without(desired.Content, "status")) : Without(desired.Content, "status");
            return Task.FromResult(Store(kind, fresh, old));
        }
    }

    /// <inheritdoc/>
    public Task<KubeObject> PatchAsync(KubeKind kind, string? @namespace, string name, JsonObject patch, bool status, CancellationToken cancellationToken)
    {
        Enter(status ? "patch-status" : "patch", kind, @namespace, name);
        lock (_lock)
        {
            if (!_objects.TryGetValue(Key(kind, @namespace, name), out JsonObject? old))
            {
                throw new PhoenixException(ErrorCode.NotFound, $"{kind.Kind} {@namespace}/{name} is not there", "test");
            }

            JsonObject allowed = status ? new JsonObject { ["status"] = patch["status"]?.DeepClone() } : Without(patch, "status");
            return Task.FromResult(Store(kind, Merged(old, allowed), old));
        }
    }

    /// <inheritdoc/>
    public Task<KubeObject?> CreateAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken)
    {
        Enter("create", kind, desired.Namespace, desired.Name);
        lock (_lock)
        {
            return Task.FromResult(_objects.ContainsKey(Key(kind, desired.Namespace, desired.Name)) ? null : Store(kind, Without(desired.Content, "status"), null));
        }
    }

    /// <inheritdoc/>
    public Task<bool> DeleteAsync(KubeKind kind, string? @namespace, string name, string? uid, CancellationToken cancellationToken)
    {
        Enter("delete", kind, @namespace, name);
        lock (_lock)
        {
            if (!_objects.TryGetValue(Key(kind, @namespace, name), out JsonObject? old) || (uid is not null && new KubeObject(old).Uid != uid))
            {
                return Task.FromResult(false);
            }

            if (!new KubeObject(old).IsDeleting)
            {
                JsonObject fresh = (JsonObject)old.DeepClone();
                fresh["metadata"]!["deletionTimestamp"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
                Store(kind, fresh, old);
            }

            return Task.FromResult(true);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<KubeChange> WatchAsync(
        KubeKind kind, string? @namespace, string? name, string? labels, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Enter("watch", kind, @namespace, name ?? "");
        Channel<KubeChange> channel = Channel.CreateUnbounded<KubeChange>();
        lock (_lock)
        {
            foreach (KubeObject there in Of(kind, @namespace, name, labels))
            {
                channel.Writer.TryWrite(new KubeChange(KubeChangeType.Present, there));
            }

            channel.Writer.TryWrite(new KubeChange(KubeChangeType.Listed, null));
            _watches.Add((kind, @namespace, name, labels, channel));
        }

        try
        {
            await foreach (KubeChange change in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return change;
            }
        }
        finally
        {
            lock (_lock)
            {
                _watches.RemoveAll(w => w.Channel == channel);
            }
        }
    }

    /// <inheritdoc/>
    public Task<string?> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task<Stream> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken) => throw new NotSupportedException("a cluster in memory has no pods");

    private static (string Kind, string? Namespace, string Name) Key(KubeKind kind, string? @namespace, string name) => ($"{kind.Group}/{kind.Kind}", kind.Namespaced ? @namespace : null, name);

    private static KubeObject Copy(JsonObject content) => new((JsonObject)content.DeepClone());

    private static JsonObject Without(JsonObject content, string key)
    {
        JsonObject copy = (JsonObject)content.DeepClone();
        copy.Remove(key);
        return copy;
    }

    private static JsonObject Merged(JsonObject into, JsonObject patch)
    {
        JsonObject merged = (JsonObject)into.DeepClone();
        foreach ((string key, JsonNode? value) in patch)
        {
            if (value is null)
            {
                merged.Remove(key);
            }
            else
            {
                merged[key] = value is JsonObject deeper ? Merged(merged[key] as JsonObject ?? [], deeper) : value.DeepClone();
            }
        }

        return merged;
    }

    private static bool Has(KubeObject of, string? labels) => labels is null || labels.Split(',').All(l => l.Split('=') is var parts
        && of.TextAt("metadata", "labels", parts[0]) is { } value && (parts.Length == 1 || value == parts[^1]));

    private void Enter(string verb, KubeKind kind, string? @namespace, string name)
    {
        lock (_lock)
        {
            Reads += verb is "get" or "list" ? 1 : 0;
            if (verb is not ("get" or "list" or "watch"))
            {
                Writes.Enqueue($"{verb} {kind.Kind} {(@namespace is null ? "" : @namespace + "/")}{name}");
            }
        }

        if (Fault(verb, kind, name) is { } fault)
        {
            throw fault;
        }
    }

    private IEnumerable<KubeObject> Of(KubeKind kind, string? @namespace, string? name, string? labels) => _objects
        .Where(o => o.Key.Kind == $"{kind.Group}/{kind.Kind}" && (@namespace is null || o.Key.Namespace == @namespace) && (name is null || o.Key.Name == name))
        .Select(o => Copy(o.Value)).Where(o => Has(o, labels));

    private KubeObject Store(KubeKind kind, JsonObject fresh, JsonObject? old)
    {
        KubeObject before = new(old ?? []);
        JsonObject metadata = fresh["metadata"]!.AsObject();
        JsonObject Specified(JsonObject of) => Without(Without(of, "metadata"), "status");
        bool isChanged = old is null || !JsonNode.DeepEquals(Specified(fresh), Specified(old)) || (before.IsDeleting != new KubeObject(fresh).IsDeleting);
        metadata["uid"] = before.Uid ?? $"uid-{++_identity}";
        metadata["creationTimestamp"] = before.TextAt("metadata", "creationTimestamp") ?? time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        metadata["generation"] = old is null ? metadata["generation"]?.DeepClone() ?? 1 : (before.Generation ?? 0) + (isChanged ? 1 : 0);
        if (old is not null && JsonNode.DeepEquals(fresh, old))
        {
            return Copy(fresh);
        }

        metadata["resourceVersion"] = (++_version).ToString(CultureInfo.InvariantCulture);
        KubeObject now = Copy(fresh);
        bool isGone = now.IsDeleting && now.At("metadata", "finalizers") is not JsonArray { Count: > 0 };
        _objects[Key(kind, now.Namespace, now.Name)] = fresh;
        if (isGone)
        {
            _objects.Remove(Key(kind, now.Namespace, now.Name));
        }

        foreach (var watch in _watches.Where(w => w.Kind == kind && (w.Namespace is null || w.Namespace == now.Namespace) && (w.Name is null || w.Name == now.Name) && Has(now, w.Labels)))
        {
            watch.Channel.Writer.TryWrite(new KubeChange(isGone ? KubeChangeType.Gone : KubeChangeType.Present, Copy(fresh)));
        }

        if (isGone)
        {
            Collect(now.Uid);
        }

        return now;
    }

    // What an object that is gone owned goes, too.
    private void Collect(string? owner)
    {
        foreach ((var key, JsonObject content) in _objects.ToArray())
        {
            KubeObject of = new(content);
            if (of.At("metadata", "ownerReferences") is JsonArray owners && owners.Any(o => o?["uid"]?.ToString() == owner) && !of.IsDeleting)
            {
                KubeKind kind = _kinds.First(k => $"{k.Group}/{k.Kind}" == key.Kind);
                JsonObject fresh = (JsonObject)content.DeepClone();
                fresh["metadata"]!["deletionTimestamp"] = time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
                Store(kind, fresh, content);
            }
        }
    }
}
