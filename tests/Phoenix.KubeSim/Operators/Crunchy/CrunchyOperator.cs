using System.Collections.Concurrent;
using System.Threading.Channels;
using Phoenix.KubeSim.Operators.Crunchy.Node;
using Phoenix.KubeSim.Pods;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Crunchy;

/// <summary>
/// A double of CrunchyData's operator: an ordinary client of the API that runs a real PostgreSQL and a real pgBackRest for each PostgresCluster, configured as
/// the operator would. What it does not do stands in the README beside it.
/// </summary>
public sealed class CrunchyOperator : IPodBackend, IAsyncDisposable
{
    private static readonly TimeSpan ErrorPause = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<(string Space, string Name), Channel<bool>> _queues = new();
    private readonly ConcurrentBag<Task> _workers = [];
    private readonly IClusterApi _api;
    private readonly ClusterObjects _objects;
    private readonly CrunchyOptions _options;
    private readonly CrunchyNode _node;

    private CrunchyOperator(IClusterApi api, CrunchyKinds kinds, CrunchyOptions options)
    {
        (_api, _options) = (api, options);
        _objects = new ClusterObjects(api, kinds, options.Time);
        _node = new CrunchyNode(options);
    }

    /// <summary>What it does wrong.</summary>
    public CrunchyFaults Faults { get; } = new();

    /// <summary>The last error of a pass, for a test that waits in vain; null when there was none.</summary>
    public string? LastError { get; private set; }

    /// <summary>Starts it; the custom resource definitions must be there.</summary>
    /// <exception cref="Phoenix.Errors.PhoenixException">NotFound: the server does not serve a kind that it needs.</exception>
    public static async Task<CrunchyOperator> StartAsync(IClusterApi api, CrunchyOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(api);
        ArgumentNullException.ThrowIfNull(options);
        CrunchyKinds kinds = await CrunchyKinds.FindAsync(api, cancellationToken);
        CrunchyOperator made = new(api, kinds, options);
        made.Watch(kinds.PostgresCluster, labels: null);
        foreach (KubeKind kind in (KubeKind[])[kinds.StatefulSet, kinds.Pod, kinds.Job, kinds.Volume, kinds.Secret, kinds.Endpoints])
        {
            made.Watch(kind, CrunchyNames.Cluster);
        }

        return made;
    }

    /// <summary>What a container printed so far, of one that ended, too; null when there is no such container, or its machine is gone.</summary>
    public string? ReadLog(string @namespace, string pod, string? container) => _stop.IsCancellationRequested ? null : _node.Logs.Read(@namespace, pod, container);

    /// <summary>The port of this machine behind a Pod's port; null when nothing listens there.</summary>
    public int? FindLocalPort(string @namespace, string pod, int port) =>
        _node.Instance(@namespace, pod) is { } instance && instance.ContainerPort == port && instance.Place.Server.Postmaster is not null ? instance.Place.Port : null;

    /// <summary>The machine is lost: every process is killed where it stands, all volumes are gone. The operator does nothing any more.</summary>
    public async Task LoseMachineAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
        await _node.DisposeAsync();
        foreach (string folder in (string[])["volumes", "run"])
        {
            Directory.Delete(Path.Combine(_options.Folder, folder), recursive: true);
        }
    }

    /// <summary>Stops everything; volumes stay in their folder.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
        }

        await Task.WhenAll(_workers);
        await _node.DisposeAsync();
        _stop.Dispose();
    }

    private void Watch(KubeKind kind, string? labels) => _workers.Add(Task.Run(async () =>
    {
        try
        {
            await foreach (KubeChange change in _api.WatchAsync(kind, null, null, labels, _stop.Token))
            {
                if (change.Object is not { } seen)
                {
                    continue;
                }

                string? name = labels is null ? seen.Name : ClusterPass.Label(seen, CrunchyNames.Cluster);
                if (name is not null && seen.Namespace is string space)
                {
                    Enqueue(space, name);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The operator ends.
        }
    }));

    private void Enqueue(string space, string name)
    {
        Channel<bool> queue = _queues.GetOrAdd((space, name), key =>
        {
            Channel<bool> made = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
            _workers.Add(Task.Run(() => WorkAsync(key.Space, key.Name, made.Reader)));
            return made;
        });
        queue.Writer.TryWrite(true);
    }

    private async Task WorkAsync(string space, string name, ChannelReader<bool> queue)
    {
        CancellationToken token = _stop.Token;
        Reconciler reconciler = new(_objects, _options, Faults, _node, space, name);
        TimeSpan? again = null;
        try
        {
            while (true)
            {
                await WaitAsync(queue, again, token);
                queue.TryRead(out _);
                try
                {
                    again = await reconciler.RunAsync(token);
                }
                catch (Exception e) when (e is not OperationCanceledException || !token.IsCancellationRequested)
                {
                    // As a controller's queue: a pass that failed is done again.
                    LastError = $"{space}/{name}: {e.Message}";
                    again = ErrorPause;
                }
            }
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // The operator ends.
        }
    }

    private async Task WaitAsync(ChannelReader<bool> queue, TimeSpan? bound, CancellationToken token)
    {
        if (bound is not { } pause)
        {
            await queue.WaitToReadAsync(token);
            return;
        }

        using CancellationTokenSource early = CancellationTokenSource.CreateLinkedTokenSource(token);
        Task<bool> woken = queue.WaitToReadAsync(early.Token).AsTask();
        Task slept = Task.Delay(pause, _options.Time, early.Token);
        await Task.WhenAny(woken, slept);
        await early.CancelAsync();
        token.ThrowIfCancellationRequested();
    }
}
