using System.Collections.Concurrent;
using System.Threading.Channels;
using k8s;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ControlPlane;

/// <summary>
/// What kube-controller-manager does with the tests' own objects, for an API server that runs without it: namespaces of one prefix get their service account and are emptied when they go, what was deleted "foreground" goes, and
/// so does what has no owner left. An ordinary client of the API. Objects in other namespaces are not touched; those in none only when somebody asked for their deletion.
/// </summary>
public sealed class StandInControllers : IAsyncDisposable
{
    private static readonly (string ApiVersion, string Kind)[] BuiltIn =
    [
        ("v1", "Namespace"), ("v1", "Node"), ("v1", "PersistentVolume"), ("storage.k8s.io/v1", "StorageClass"), ("storage.k8s.io/v1", "VolumeAttachment"),
        ("v1", "Pod"), ("v1", "Service"), ("v1", "Endpoints"), ("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "Event"), ("v1", "PersistentVolumeClaim"), ("v1", "ServiceAccount"),
        ("apps/v1", "Deployment"), ("apps/v1", "StatefulSet"), ("batch/v1", "Job"), ("batch/v1", "CronJob"), ("discovery.k8s.io/v1", "EndpointSlice"),
    ];

    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(300);

    private readonly IClusterApi _api;
    private readonly StandInPass _pass;
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _custom = new(StringComparer.Ordinal);
    private readonly ConcurrentBag<Task> _tasks = [];

    private StandInControllers(IClusterApi api, StandInPass pass) => (_api, _pass) = (api, pass);

    /// <summary>The last thing that the server refused, for a test that waits in vain; null when there was none.</summary>
    public string? LastError { get; private set; }

    /// <summary>Starts them.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="library">The same, by the official library: a namespace's finalizers are a subresource of their own.</param>
    /// <param name="prefix">How the names of the tests' namespaces begin.</param>
    /// <param name="namespaces">Whether namespaces are looked after.</param>
    /// <param name="garbage">Whether garbage is collected.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<StandInControllers> StartAsync(IClusterApi api, IKubernetes library, string prefix, bool namespaces, bool garbage, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(api);
        StandInControllers made = new(api, new StandInPass(api, library, prefix, namespaces, garbage));
        foreach ((string apiVersion, string kind) in BuiltIn)
        {
            if (await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served)
            {
                made._tasks.Add(Task.Run(() => made.FollowAsync(served, made._end.Token), cancellationToken));
            }
        }

        KubeKind definitions = (await api.FindKindAsync("apiextensions.k8s.io/v1", "CustomResourceDefinition", cancellationToken))!;
        made._tasks.Add(Task.Run(() => made.FollowAsync(definitions, made._end.Token), cancellationToken));
        made._tasks.Add(Task.Run(() => made.FollowDefinitionsAsync(definitions), cancellationToken));
        made._tasks.Add(Task.Run(made.WorkAsync, cancellationToken));
        return made;
    }

    /// <summary>Ends them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_tasks);
        foreach (CancellationTokenSource custom in _custom.Values)
        {
            custom.Dispose();
        }

        _end.Dispose();
    }

    private async Task FollowDefinitionsAsync(KubeKind definitions)
    {
        try
        {
            await foreach (KubeChange change in _api.WatchAsync(definitions, null, null, null, _end.Token))
            {
                if (change.Object is not { } definition)
                {
                    continue;
                }

                if (change.Type == KubeChangeType.Gone)
                {
                    if (_custom.TryRemove(definition.Name, out CancellationTokenSource? known))
                    {
                        await known.CancelAsync();
                    }
                }
                else if (!_custom.ContainsKey(definition.Name) && definition.TextAt("spec", "group") is { } group && definition.TextAt("spec", "names", "kind") is { } kind)
                {
                    CancellationTokenSource end = _custom[definition.Name] = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
                    _tasks.Add(FollowServedAsync(group + "/", kind, end.Token));
                }
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Ended as asked.
        }
    }

    private async Task FollowServedAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        try
        {
            KubeKind? served;
            while ((served = await _api.FindKindAsync(apiVersion, kind, cancellationToken)) is null)
            {
                await Task.Delay(Again, cancellationToken);
            }

            await FollowAsync(served, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Its definition went, or the stand-ins end.
        }
        catch (PhoenixException e)
        {
            LastError = e.Message;
        }
    }

    private async Task FollowAsync(KubeKind kind, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (KubeChange change in _api.WatchAsync(kind, null, null, null, cancellationToken))
            {
                if (change.Object is { } of)
                {
                    _pass.Note(kind, of, isGone: change.Type == KubeChangeType.Gone);
                    _wake.Writer.TryWrite(true);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _pass.Forget(kind);
        }
        catch (PhoenixException e)
        {
            LastError = e.Message;
            _pass.Forget(kind);
        }
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await _wake.Reader.WaitToReadAsync(_end.Token))
            {
                _wake.Reader.TryRead(out _);
                try
                {
                    if (await _pass.RunAsync(_end.Token))
                    {
                        continue;
                    }
                }
                catch (Exception e) when (e is PhoenixException or k8s.Autorest.HttpOperationException or HttpRequestException)
                {
                    LastError = e.Message;
                }

                await Task.Delay(Again, _end.Token);
                _wake.Writer.TryWrite(true);
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Ended as asked.
        }
    }
}
