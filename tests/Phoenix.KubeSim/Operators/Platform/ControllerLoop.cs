using System.Threading.Channels;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Platform;

/// <summary>
/// The loop of an operator's double: watches kinds as any client does, and reconciles what changed, one object after the other. An error of the API puts
/// the object back into the queue; anything else ends the loop and is thrown when it is disposed.
/// </summary>
public sealed class ControllerLoop : IAsyncDisposable
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    private readonly IClusterApi _api;
    private readonly TimeProvider _time;
    private readonly Func<ControllerKey, CancellationToken, Task<TimeSpan?>> _reconcile;
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<ControllerKey> _queue = Channel.CreateUnbounded<ControllerKey>();
    private readonly HashSet<ControllerKey> _waiting = [];
    private readonly Dictionary<ControllerKey, ITimer> _timers = [];
    private readonly Dictionary<(ControllerKey, string), string> _seen = [];
    private readonly List<Task> _tasks = [];
    private readonly Lock _lock = new();

    /// <summary>Makes a loop that watches nothing yet.</summary>
    /// <param name="api">The cluster, with the rights and the name of the operator.</param>
    /// <param name="time">The clock.</param>
    /// <param name="reconcile">Brings one object forward; gives after which time it is to be looked at again, null for not by itself.</param>
    public ControllerLoop(IClusterApi api, TimeProvider time, Func<ControllerKey, CancellationToken, Task<TimeSpan?>> reconcile)
    {
        (_api, _time, _reconcile) = (api, time, reconcile);
        _tasks.Add(WorkAsync());
    }

    /// <summary>What the API refused so far; for tests that plant faults.</summary>
    public IReadOnlyList<PhoenixException> Errors
    {
        get
        {
            lock (_lock)
            {
                return [.. field];
            }
        }
        private set;
    } = [];

    /// <summary>Watches a kind.</summary>
    /// <param name="apiVersion">Its group and version.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="map">Which objects an object of it concerns.</param>
    /// <param name="concerns">What of it counts as a change (a predicate of controllers); null for everything.</param>
    public void Watch(string apiVersion, string kind, Func<KubeObject, IEnumerable<ControllerKey>> map, Func<KubeObject, string>? concerns = null) =>
        _tasks.Add(Task.Run(() => FollowAsync(apiVersion, kind, map, concerns)));

    /// <summary>Puts an object into the queue.</summary>
    public void Enqueue(ControllerKey key)
    {
        lock (_lock)
        {
            if (_timers.Remove(key, out ITimer? timer))
            {
                timer.Dispose();
            }

            if (_waiting.Add(key))
            {
                _queue.Writer.TryWrite(key);
            }
        }
    }

    /// <summary>Ends the loop.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        try
        {
            await Task.WhenAll(_tasks);
        }
        catch (OperationCanceledException)
        {
            // Ended as asked.
        }

        lock (_lock)
        {
            foreach (ITimer timer in _timers.Values)
            {
                timer.Dispose();
            }
        }

        _ended.Dispose();
    }

    private async Task WorkAsync()
    {
        await foreach (ControllerKey key in _queue.Reader.ReadAllAsync(_ended.Token))
        {
            lock (_lock)
            {
                _waiting.Remove(key);
            }

            TimeSpan? again;
            try
            {
                again = await _reconcile(key, _ended.Token);
            }
            catch (PhoenixException e)
            {
                lock (_lock)
                {
                    Errors = [.. Errors, e];
                }

                again = Retry;
            }

            if (again is { } after)
            {
                lock (_lock)
                {
                    if (!_waiting.Contains(key))
                    {
                        _timers.GetValueOrDefault(key)?.Dispose();
                        _timers[key] = _time.CreateTimer(_ => Enqueue(key), null, after, Timeout.InfiniteTimeSpan);
                    }
                }
            }
        }
    }

    private async Task FollowAsync(string apiVersion, string kind, Func<KubeObject, IEnumerable<ControllerKey>> map, Func<KubeObject, string>? concerns)
    {
        KubeKind? served;
        while ((served = await _api.FindKindAsync(apiVersion, kind, _ended.Token)) is null)
        {
            await Task.Delay(Retry, _time, _ended.Token);
        }

        await foreach (KubeChange change in _api.WatchAsync(served, null, null, null, _ended.Token))
        {
            if (change.Object is { } of && IsNew(of, change.Type, concerns))
            {
                foreach (ControllerKey key in map(of))
                {
                    Enqueue(key);
                }
            }
        }
    }

    private bool IsNew(KubeObject of, KubeChangeType type, Func<KubeObject, string>? concerns)
    {
        if (concerns is null)
        {
            return true;
        }

        string now = type == KubeChangeType.Gone ? "gone" : $"{of.Uid} {concerns(of)}";
        lock (_lock)
        {
            bool isNew = _seen.GetValueOrDefault((ControllerKey.Of(of), of.ApiVersion)) != now;
            _seen[(ControllerKey.Of(of), of.ApiVersion)] = now;
            return isNew;
        }
    }
}
