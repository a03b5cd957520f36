using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster.Forwarding;
using Phoenix.Kubernetes.Cluster.Http;
using Phoenix.Kubernetes.Cluster.Watching;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// <see cref="IClusterApi"/> over the network. Kubeconfigs are read by the KubernetesClient library; objects are untyped here, because Phoenix works on kinds that no library knows.
/// Safe for use by many at once; nothing is connected to before the first call.
/// </summary>
public sealed class ClusterApi : IClusterApi, IDisposable
{
    private readonly ClusterTransport _transport;
    private readonly Discovery _discovery;
    private readonly ObjectLister _lister;
    private readonly TimeProvider _time;
    private readonly string _namespace;

    /// <summary>Makes a client.</summary>
    /// <param name="access">How the server is reached.</param>
    /// <param name="time">The clock.</param>
    /// <param name="bounds">How long calls may take; null for the usual bounds.</param>
    public ClusterApi(ClusterAccess access, TimeProvider time, ClusterBounds? bounds = null)
    {
        _time = time;
        _namespace = access.Namespace ?? "default";
        _transport = new ClusterTransport(access, bounds ?? new ClusterBounds(), time);
        _discovery = new Discovery(_transport);
        _lister = new ObjectLister(_transport, _discovery);
        Server = access.Server;
    }

    /// <inheritdoc/>
    public Uri Server { get; }

    /// <inheritdoc/>
    public string? Trouble => _transport.Trouble;

    /// <summary>The field manager whose name stands at the fields that this client writes.</summary>
    public string FieldManager { get; init; } = "phoenix";

    /// <inheritdoc/>
    public Task<KubeKind?> FindKindAsync(string apiVersion, string kind, CancellationToken cancellationToken) => _discovery.FindAsync(apiVersion, kind, cancellationToken);

    /// <inheritdoc/>
    public async Task<KubeObject?> GetAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken)
    {
        ApiRequest request = new(HttpMethod.Get, PathOf(kind, @namespace, name), $"read {Named(kind, @namespace, name)}") { IsRepeatable = true };
        ApiReply reply = await _transport.SendAsync(request, cancellationToken);
        return reply.Status == 404 ? NotThere(kind, request, reply) : Read(kind, request, reply);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<KubeObject>> ListAsync(KubeKind kind, string? @namespace, string? labels, CancellationToken cancellationToken)
    {
        List<KubeObject> all = [];
        await foreach (ListPage page in _lister.PagesAsync(kind, @namespace, Selectors(null, labels), cancellationToken))
        {
            if (page.IsFirst)
            {
                all.Clear();
            }

            all.AddRange(page.Items);
        }

        return all;
    }

    /// <inheritdoc/>
    public async Task<KubeObject> ApplyAsync(KubeKind kind, KubeObject desired, bool force, CancellationToken cancellationToken)
    {
        JsonObject content = desired.Content.DeepClone().AsObject();
        if (content["metadata"] is JsonObject metadata)
        {
            // The server refuses an apply that tells who owns what.
            metadata.Remove("managedFields");
        }

        string query = $"?fieldManager={ApiPaths.Value(FieldManager)}&force={(force ? "true" : "false")}&fieldValidation=Strict";
        ApiRequest request = new(HttpMethod.Patch, PathOf(kind, desired.Namespace, desired.Name) + query, $"apply {Named(kind, desired.Namespace, desired.Name)}")
        {
            Content = ApiJson.Write(content),
            ContentType = "application/apply-patch+yaml",
            // Applying the same twice is applying it once.
            IsRepeatable = true,
            IsSensitive = IsSensitive(kind),
        };
        return await WriteAsync(kind, request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<KubeObject> PatchAsync(KubeKind kind, string? @namespace, string name, JsonObject patch, bool status, CancellationToken cancellationToken)
    {
        string path = $"{PathOf(kind, @namespace, name)}{(status ? "/status" : "")}?fieldManager={ApiPaths.Value(FieldManager)}&fieldValidation=Strict";
        ApiRequest request = new(HttpMethod.Patch, path, $"change {Named(kind, @namespace, name)}")
        {
            Content = ApiJson.Write(patch),
            ContentType = "application/merge-patch+json",
            // With a version it holds once; a repetition would be told that the object was changed, by itself.
            IsRepeatable = patch["metadata"]?["resourceVersion"] is null,
            IsSensitive = IsSensitive(kind),
        };
        ApiReply reply = await _transport.SendAsync(request, cancellationToken);
        return Read(kind, request, reply);
    }

    /// <inheritdoc/>
    public async Task<KubeObject?> CreateAsync(KubeKind kind, KubeObject desired, CancellationToken cancellationToken)
    {
        string path = $"{ApiPaths.Collection(kind, kind.Namespaced ? desired.Namespace ?? _namespace : null)}?fieldManager={ApiPaths.Value(FieldManager)}&fieldValidation=Strict";
        ApiRequest request = new(HttpMethod.Post, path, $"create {Named(kind, desired.Namespace, desired.Name)}")
        {
            Content = ApiJson.Write(desired.Content),
            IsSensitive = IsSensitive(kind),
        };
        ApiReply reply = await _transport.SendAsync(request, cancellationToken);
        return reply is { Status: 409, Reason: "AlreadyExists" } ? null : Read(kind, request, reply);
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(KubeKind kind, string? @namespace, string name, string? uid, CancellationToken cancellationToken)
    {
        JsonObject options = new() { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = "Foreground" };
        if (uid is not null)
        {
            options["preconditions"] = new JsonObject { ["uid"] = uid };
        }

        ApiRequest request = new(HttpMethod.Delete, PathOf(kind, @namespace, name), $"delete {Named(kind, @namespace, name)}")
        {
            Content = ApiJson.Write(options),
            // Without an identity a repetition might hit another object, made under the name meanwhile.
            IsRepeatable = uid is not null,
        };
        long start = _time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            ApiReply reply = await _transport.SendAsync(request, cancellationToken);
            if (reply.IsSuccess)
            {
                return true;
            }

            if (reply.Status == 404)
            {
                NotThere(kind, request, reply);
                // An earlier attempt of this very call may have done it.
                return reply.MayBeSecond;
            }

            if (reply.Status != 409)
            {
                throw _transport.Faults.Of(request, reply);
            }

            // Another one has the name; or it is a namespace on its way out; or it changed at this moment.
            KubeObject? present = await GetAsync(kind, @namespace, name, cancellationToken);
            if (present is null || (uid is not null && present.Uid != uid))
            {
                return reply.MayBeSecond;
            }

            if (present.IsDeleting)
            {
                return true;
            }

            TimeSpan pause = _transport.Pause(attempt, reply.RetryAfter);
            if (_time.GetElapsedTime(start) + pause > _transport.Bounds.Call)
            {
                throw _transport.Faults.Of(request, reply);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<KubeChange> WatchAsync(KubeKind kind, string? @namespace, string? name, string? labels, CancellationToken cancellationToken)
    {
        string? ns = kind.Namespaced && name is not null ? @namespace ?? _namespace : @namespace;
        return new WatchLoop(_transport, _lister, kind, ns, Selectors(name, labels), _time).RunAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> ReadLogAsync(string @namespace, string pod, string? container, int tailLines, CancellationToken cancellationToken)
    {
        const int MostBytes = 1 << 20;
        string query = string.Create(CultureInfo.InvariantCulture, $"?tailLines={tailLines}&limitBytes={MostBytes}{(container is null ? "" : $"&container={ApiPaths.Value(container)}")}");
        ApiRequest request = new(HttpMethod.Get, ApiPaths.Pod(@namespace, pod, "log") + query, $"read the log of pod {@namespace}/{pod}") { IsRepeatable = true, IsText = true };
        ApiReply reply = await _transport.SendAsync(request, cancellationToken);
        bool isNotStarted = reply.Status == 400 && (reply.Message.Contains("is waiting to start", StringComparison.Ordinal)
            || reply.Message.Contains("is not available", StringComparison.Ordinal) || reply.Message.Contains("does not have a host assigned", StringComparison.Ordinal)
            || reply.Message.Contains("is terminated", StringComparison.Ordinal) || reply.Message.Contains("not found", StringComparison.Ordinal));
        return reply.IsSuccess ? reply.Text : reply.Status == 404 || isNotStarted ? null : throw _transport.Faults.Of(request, reply);
    }

    /// <inheritdoc/>
    public Task<Stream> OpenPortAsync(string @namespace, string pod, int port, CancellationToken cancellationToken) =>
        new PortOpener(_transport, _time).OpenAsync(@namespace, pod, port, cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    // Storage may refuse an apply because somebody wrote in the same moment: that is no conflict of owners, and passes.
    private async Task<KubeObject> WriteAsync(KubeKind kind, ApiRequest request, CancellationToken cancellationToken)
    {
        long start = _time.GetTimestamp();
        for (int attempt = 1; ; attempt++)
        {
            ApiReply reply = await _transport.SendAsync(request, cancellationToken);
            if (reply.IsSuccess)
            {
                return Read(kind, request, reply);
            }

            PhoenixException fault = _transport.Faults.Of(request, reply);
            TimeSpan pause = _transport.Pause(attempt, reply.RetryAfter);
            if (fault.InnerException is not ApiStatusException { IsStale: true } || _time.GetElapsedTime(start) + pause > _transport.Bounds.Call)
            {
                throw fault;
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private KubeObject Read(KubeKind kind, ApiRequest request, ApiReply reply)
    {
        if (reply.Status == 404)
        {
            NotThere(kind, request, reply);
        }

        if (!reply.IsSuccess)
        {
            throw _transport.Faults.Of(request, reply);
        }

        // Without a name it is a web page's JSON, or a Status: nothing that was asked for.
        return reply.Body is { } body && new KubeObject(body) is { Name.Length: > 0 } read ? read : throw _transport.Faults.NoApi(request, reply);
    }

    private KubeObject? NotThere(KubeKind kind, ApiRequest request, ApiReply reply)
    {
        if (_transport.Faults.IsUnserved(request, reply))
        {
            _discovery.Forget(kind);
        }

        return null;
    }

    private string PathOf(KubeKind kind, string? @namespace, string name) => ApiPaths.Object(kind, @namespace ?? _namespace, name);

    private string Named(KubeKind kind, string? @namespace, string name) => kind.Namespaced ? $"{kind.Kind} {@namespace ?? _namespace}/{name}" : $"{kind.Kind} {name}";

    private static string Selectors(string? name, string? labels) =>
        $"{(name is null ? "" : $"&fieldSelector={ApiPaths.Value($"metadata.name={name}")}")}{(labels is null ? "" : $"&labelSelector={ApiPaths.Value(labels)}")}";

    private static bool IsSensitive(KubeKind kind) => kind is { Group: "", Kind: "Secret" };
}
