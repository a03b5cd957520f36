using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Snapshots;

/// <summary>
/// Waits on watches of several kinds at once until something holds of all of them together. Several watches run apart from each other, so what they show
/// together may never have been true at one moment: before a wait ends well, everything is listed anew and looked at once more.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="time">The clock.</param>
public sealed class SnapshotWait(IClusterApi api, TimeProvider time)
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(2);

    /// <summary>Waits until the look finds nothing that is missing.</summary>
    /// <param name="kinds">What is watched. Listed anew in this order: what makes other objects before what it makes.</param>
    /// <param name="bound">Longest wait; null to wait until the token ends it.</param>
    /// <param name="look">Decides. Called when all kinds were listed or are known not to be served, and after each change.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Null when it holds; after the bound, the last reason why not.</returns>
    /// <exception cref="PhoenixException">What the look or the cluster threw, unless it is transient.</exception>
    public async Task<string?> UntilAsync(
        IReadOnlyList<SnapshotKind> kinds, TimeSpan? bound, Func<ClusterSnapshot, CancellationToken, Task<SnapshotLook>> look, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        ArgumentNullException.ThrowIfNull(look);
        long start = time.GetTimestamp();
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        WatchedObjects[] watched = [.. kinds.Select(k => new WatchedObjects(api, k, time))];
        Signal signal = new();
        Task[] watches = [.. watched.Select(w => w.FollowAsync(signal.Set, ended.Token))];
        try
        {
            string reason = "nothing was read from the cluster yet";
            while (true)
            {
                Task change = signal.NextAsync();
                TimeSpan? again = null;
                if (Array.Find(watches, w => w.IsCompleted) is { } over)
                {
                    await over;
                    throw new InvalidOperationException("a watch ended by itself");
                }

                if (watched.All(w => w.IsKnown))
                {
                    SnapshotLook found = await FoundAsync(kinds, watched, look, cancellationToken);
                    if (found.Reason is null)
                    {
                        return null;
                    }

                    (reason, again) = (found.Reason, found.Again);
                }

                TimeSpan? left = bound - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return reason;
                }

                await WaitAsync(change, watches, again is { } a && !(left < a) ? a : left, cancellationToken);
            }
        }
        finally
        {
            await ended.CancelAsync();

            // They end by the token. What a watch threw before was thrown above, or something else is on its way already.
            await Task.WhenAll(watches).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads a snapshot now, in the order of the kinds.</summary>
    public Task<ClusterSnapshot> ListAsync(IReadOnlyList<SnapshotKind> kinds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        return ListAsync(kinds, watched: null, cancellationToken);
    }

    private async Task<ClusterSnapshot> ListAsync(IReadOnlyList<SnapshotKind> kinds, WatchedObjects[]? watched, CancellationToken cancellationToken)
    {
        Dictionary<SnapshotKind, IReadOnlyList<KubeObject>> objects = [];
        for (int i = 0; i < kinds.Count; i++)
        {
            SnapshotKind wanted = kinds[i];
            if (await api.FindKindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken) is not { } kind)
            {
                continue;
            }

            try
            {
                IReadOnlyList<KubeObject> listed = wanted.Name is null ? await api.ListAsync(kind, wanted.Namespace, null, cancellationToken)
                    : await api.GetAsync(kind, wanted.Namespace, wanted.Name, cancellationToken) is { } one ? [one]
                    : [];
                objects[wanted] = watched is null ? listed : [.. listed.Select(watched[i].Known)];
            }
            catch (PhoenixException e) when (e.InnerException is ApiStatusException { Status: 404 })
            {
                // Its definition went since it was found, and all of its objects with that. Only the server's own word counts.
                if (await api.FindKindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken) is not null)
                {
                    throw;
                }
            }
        }

        return new ClusterSnapshot(objects);
    }

    private async Task<SnapshotLook> FoundAsync(
        IReadOnlyList<SnapshotKind> kinds, WatchedObjects[] watched, Func<ClusterSnapshot, CancellationToken, Task<SnapshotLook>> look, CancellationToken cancellationToken)
    {
        try
        {
            SnapshotLook found = await look(Read(watched), cancellationToken);
            return found.Reason is null ? await look(await ListAsync(kinds, watched, cancellationToken), cancellationToken) : found;
        }
        catch (PhoenixException e) when (e.IsTransient)
        {
            // A server that is away for a while is one more reason why not yet.
            return new SnapshotLook(e.Message, AfterTrouble);
        }
    }

    private static ClusterSnapshot Read(WatchedObjects[] watched) =>
        new(watched.Where(w => w.IsServed).ToDictionary(w => w.Wanted, w => w.Objects));

    private async Task WaitAsync(Task change, Task[] watches, TimeSpan? atMost, CancellationToken cancellationToken)
    {
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pause = Task.Delay(atMost ?? Timeout.InfiniteTimeSpan, time, enough.Token);
        await Task.WhenAny([change, pause, .. watches]);
        await enough.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
    }

    // Tells the one waiter that something changed since it last asked.
    private sealed class Signal
    {
        private TaskCompletionSource _next = New();

        public void Set() => Volatile.Read(ref _next).TrySetResult();

        public Task NextAsync()
        {
            Task seen = Volatile.Read(ref _next).Task;
            if (!seen.IsCompleted)
            {
                return seen;
            }

            TaskCompletionSource fresh = New();
            Volatile.Write(ref _next, fresh);
            return fresh.Task;
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
