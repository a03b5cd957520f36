using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>
/// Watches for waits on many objects at once. Where many of one kind are awaited in one namespace there is one watch of all, which tells each wait what concerns its object: thousands of watches are
/// thousands of lists and open requests, which an API server holds back. A few objects have a watch each: in a large namespace one of all would bring everything else, too.
/// </summary>
internal sealed class SharedWatches : IAsyncDisposable
{
    /// <summary>From so many objects on they share a watch.</summary>
    internal const int Many = 20;

    private readonly IClusterApi _api;
    private readonly CancellationTokenSource _ended;
    private readonly Dictionary<(KubeKind, string?), ConcurrentDictionary<string, Channel<KubeChange>>> _shared = [];
    private readonly Task[] _watches;

    /// <summary>Begins to watch.</summary>
    /// <param name="api">The cluster.</param>
    /// <param name="objects">What is awaited; each is asked for once.</param>
    /// <param name="cancellationToken">Ends the watches.</param>
    internal SharedWatches(IClusterApi api, IEnumerable<(KubeKind Kind, string? Namespace, string Name)> objects, CancellationToken cancellationToken)
    {
        _api = api;
        _ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        // A namespace that is not named is the client's to know; and of two waits on the same object each needs to be told.
        foreach (IGrouping<(KubeKind Kind, string? Namespace), string> group in objects.Where(o => !o.Kind.Namespaced || o.Namespace is not null).GroupBy(o => (o.Kind, o.Namespace), o => o.Name))
        {
            if (group.Count() >= Many && group.Distinct().Count() == group.Count())
            {
                _shared[group.Key] = new(group.ToDictionary(name => name, _ => Channel.CreateUnbounded<KubeChange>()));
            }
        }

        _watches = [.. _shared.Select(s => FollowAsync(s.Key.Item1, s.Key.Item2, s.Value, _ended.Token))];
    }

    /// <summary>What happens to one object, as <see cref="IClusterApi.WatchAsync"/> tells it.</summary>
    internal IAsyncEnumerable<KubeChange> WatchAsync(KubeKind kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        _shared.TryGetValue((kind, @namespace), out ConcurrentDictionary<string, Channel<KubeChange>>? channels)
            ? ReadAsync(channels, kind, @namespace, name, cancellationToken)
            : _api.WatchAsync(kind, @namespace, name, null, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Task.WhenAll(_watches);
        _ended.Dispose();
    }

    private async IAsyncEnumerable<KubeChange> ReadAsync(
        ConcurrentDictionary<string, Channel<KubeChange>> channels, KubeKind kind, string? @namespace, string name, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ChannelReader<KubeChange> reader = channels[name].Reader;
        try
        {
            while (await IsMoreAsync(reader, cancellationToken))
            {
                while (reader.TryRead(out KubeChange? change))
                {
                    yield return change;
                }
            }
        }
        finally
        {
            // Nobody waits for it any more: what still happens to it is not kept.
            channels.TryRemove(name, out _);
        }

        await foreach (KubeChange change in _api.WatchAsync(kind, @namespace, name, null, cancellationToken))
        {
            yield return change;
        }
    }

    // Who may not look at all objects of a kind may still be allowed to look at those by name.
    private static async Task<bool> IsMoreAsync(ChannelReader<KubeChange> reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.WaitToReadAsync(cancellationToken);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.ClusterDenied)
        {
            return false;
        }
    }

    private async Task FollowAsync(KubeKind kind, string? @namespace, ConcurrentDictionary<string, Channel<KubeChange>> channels, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (KubeChange change in _api.WatchAsync(kind, @namespace, null, null, cancellationToken))
            {
                if (change.Object is not { } about)
                {
                    foreach (Channel<KubeChange> each in channels.Values)
                    {
                        each.Writer.TryWrite(change);
                    }
                }
                else if (channels.TryGetValue(about.Name, out Channel<KubeChange>? one))
                {
                    one.Writer.TryWrite(change);
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // All waits are over.
        }
        catch (Exception e)
        {
            // Each wait ends by what ended the watch.
            foreach (Channel<KubeChange> each in channels.Values)
            {
                each.Writer.TryComplete(e);
            }
        }
    }
}
