using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Ports;

namespace Phoenix.Kubernetes.Waiting;

/// <summary>
/// Waits for objects on watches, bounded: first that they are there, then that they are ready. Says each new reason into the layer's log, and ends with the reasons when the time is up. Nothing is asked for
/// again and again.
/// </summary>
/// <param name="api">The cluster.</param>
/// <param name="log">The layer's log.</param>
/// <param name="time">The clock.</param>
public sealed class ObjectWaiting(IClusterApi api, ILayerLog log, TimeProvider time)
{
    private static readonly KubeKind Definitions = new("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", Namespaced: false);
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan DiscoveryLag = TimeSpan.FromMilliseconds(200);

    private readonly ObjectReasons _reasons = new(api, log, time);

    /// <summary>Waits until an object is there and ready by <see cref="ObjectStatus"/>.</summary>
    /// <returns>The object as it was when it was ready.</returns>
    /// <exception cref="PhoenixException">TimedOut with the reasons; LayerFailed when it never will be; what the cluster refuses.</exception>
    public Task<KubeObject> UntilReadyAsync(KubeKind kind, string? @namespace, string name, TimeSpan bound, CancellationToken cancellationToken) =>
        UntilAsync(kind, @namespace, name, ObjectStatus.Of, bound, cancellationToken);

    /// <summary>Waits until an object is there and ready as the caller judges it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="judge">How far it is; Failed ends the wait. Pure.</param>
    /// <param name="bound">Longest wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object as it was when it was ready.</returns>
    /// <exception cref="PhoenixException">As above.</exception>
    public Task<KubeObject> UntilAsync(KubeKind kind, string? @namespace, string name, Func<KubeObject, ObjectStatus> judge, TimeSpan bound, CancellationToken cancellationToken) =>
        UntilAsync(kind, @namespace, name, judge, bound, token => api.WatchAsync(kind, @namespace, name, null, token), cancellationToken);

    private async Task<KubeObject> UntilAsync(
        KubeKind kind, string? @namespace, string name, Func<KubeObject, ObjectStatus> judge, TimeSpan bound, Func<CancellationToken, IAsyncEnumerable<KubeChange>> watch, CancellationToken cancellationToken)
    {
        string what = $"{kind.Kind} {(@namespace is null ? name : $"{@namespace}/{name}")}";
        WaitProgress progress = new();
        using CancellationTokenSource timeout = new(bound, time);
        using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        Task telling = TellWhenSlowAsync(what, progress, until.Token);
        try
        {
            await foreach (KubeChange change in watch(until.Token))
            {
                (KubeObject? former, ObjectStatus status) = progress.Now;
                (KubeObject? seen, ObjectStatus now) = change.Type switch
                {
                    KubeChangeType.Present => (change.Object, judge(change.Object!)),
                    KubeChangeType.Gone => (null, ObjectStatus.InProgress("it is gone")),
                    _ => (former, former is null ? ObjectStatus.InProgress("it is not there") : status),
                };
                progress.Now = (seen, now);
                if (now != status)
                {
                    log.Say($"{what}: {now.Message}");
                }

                if (now.State == ObjectState.Current && seen is not null)
                {
                    return seen;
                }

                if (now.State == ObjectState.Failed)
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new PhoenixException(
                ErrorCode.TimedOut,
                $"{what} was not ready within {Spelled(bound)}: {await WhyAsync(progress, cancellationToken)}",
                "Mend what the reason names and run again; the layer's log has all reasons in their order");
        }
        finally
        {
            await until.CancelAsync();
            await telling;
        }

        throw new PhoenixException(ErrorCode.LayerFailed, $"{what}: {await WhyAsync(progress, cancellationToken)}", "It will not get ready by itself: mend what the reason names and run again");
    }

    /// <summary>Waits until several objects are ready, all at once and within one bound.</summary>
    /// <exception cref="PhoenixException">One failed for good, and the others are no longer awaited; or all that were not ready in time.</exception>
    public async Task UntilAllReadyAsync(IReadOnlyCollection<(KubeKind Kind, string? Namespace, string Name)> objects, TimeSpan bound, CancellationToken cancellationToken)
    {
        using CancellationTokenSource failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using SharedWatches watches = new(api, objects, cancellationToken);
        Task[] waits = [.. objects.Select(OneAsync)];
        try
        {
            await Task.WhenAll(waits);
        }
        catch (PhoenixException first)
        {
            string[] others = [.. waits.Select(w => w.Exception?.InnerException).OfType<PhoenixException>().Select(e => e.Message).Where(m => m != first.Message)];
            throw others.Length == 0 ? first : new PhoenixException(first.Code, string.Join(" | ", [first.Message, .. others]), first.Hint, first);
        }

        async Task OneAsync((KubeKind Kind, string? Namespace, string Name) one)
        {
            try
            {
                await UntilAsync(one.Kind, one.Namespace, one.Name, ObjectStatus.Of, bound, token => watches.WatchAsync(one.Kind, one.Namespace, one.Name, token), failed.Token);
            }
            catch (PhoenixException e) when (e.Code != ErrorCode.TimedOut)
            {
                // Those that ran out of time are all told; one that failed for good ends the wait of all.
                await failed.CancelAsync();
                throw;
            }
        }
    }

    /// <summary>Waits until an object is gone: until a watch says so, or a whole list does not have it.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="uid">The object that is meant; another one under its name does not count. Null for whatever has the name.</param>
    /// <param name="bound">Longest wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">TimedOut with what holds it.</exception>
    public Task UntilGoneAsync(KubeKind kind, string? @namespace, string name, string? uid, TimeSpan bound, CancellationToken cancellationToken) =>
        UntilGoneAsync(kind, @namespace, name, uid, bound, token => api.WatchAsync(kind, @namespace, name, null, token), cancellationToken);

    /// <summary>Waits until several objects are gone, all at once and within one bound.</summary>
    /// <exception cref="PhoenixException">As above, for the first of them.</exception>
    public async Task UntilAllGoneAsync(IReadOnlyCollection<(KubeKind Kind, KubeObject Object)> objects, TimeSpan bound, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        await using SharedWatches watches = new(api, objects.Select(o => (o.Kind, o.Object.Namespace, o.Object.Name)), cancellationToken);
        await Task.WhenAll(objects.Select(o => UntilGoneAsync(
            o.Kind, o.Object.Namespace, o.Object.Name, o.Object.Uid, bound, token => watches.WatchAsync(o.Kind, o.Object.Namespace, o.Object.Name, token), cancellationToken)));
    }

    private async Task UntilGoneAsync(
        KubeKind kind, string? @namespace, string name, string? uid, TimeSpan bound, Func<CancellationToken, IAsyncEnumerable<KubeChange>> watch, CancellationToken cancellationToken)
    {
        string what = $"{kind.Kind} {(@namespace is null ? name : $"{@namespace}/{name}")}";
        KubeObject? left = null;
        string? told = null;
        bool isLooked = false;
        using CancellationTokenSource timeout = new(bound, time);
        using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await foreach (KubeChange change in watch(until.Token))
            {
                isLooked |= change.Type == KubeChangeType.Listed;
                left = change.Type switch
                {
                    KubeChangeType.Present => uid is null || change.Object!.Uid is not string now || now == uid ? change.Object : null,
                    KubeChangeType.Gone => null,
                    _ => left,
                };
                if (left is null && (isLooked || change.Type != KubeChangeType.Listed))
                {
                    return;
                }

                if (left is not null && Holders.Of(left) is { } held && held != told)
                {
                    told = held;
                    log.Say($"{what}: {held}");
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            string why = !isLooked ? NotAnswered() : Holders.Of(left!) ?? "nothing tells why";
            throw new PhoenixException(
                ErrorCode.TimedOut,
                $"{what} was not gone within {Spelled(bound)}: {why}",
                "Its finalizers are taken off by the controllers that set them: bring those back. Take one off by hand only if its controller is gone for good and you know what it would have cleaned up");
        }
    }

    /// <summary>Waits until the server serves a kind, that is until its CustomResourceDefinition is there and established.</summary>
    /// <exception cref="PhoenixException">TimedOut.</exception>
    public async Task<KubeKind> UntilServedAsync(string apiVersion, string kind, TimeSpan bound, CancellationToken cancellationToken)
    {
        if (await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served)
        {
            return served;
        }

        string group = apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "";
        string why = NotAnswered();
        log.Say($"{kind} of {apiVersion}: no CustomResourceDefinition serves it yet");
        using CancellationTokenSource timeout = new(bound, time);
        using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await foreach (KubeChange change in api.WatchAsync(Definitions, null, null, null, until.Token))
            {
                if (change.Type == KubeChangeType.Listed)
                {
                    why = why == NotAnswered() ? "no CustomResourceDefinition of it is there" : why;
                    continue;
                }

                if (change.Object!.TextAt("spec", "group") != group || change.Object.TextAt("spec", "names", "kind") != kind)
                {
                    continue;
                }

                ObjectStatus status = change.Type == KubeChangeType.Gone ? ObjectStatus.InProgress("it is gone") : ObjectStatus.Of(change.Object);
                why = $"{change.Object}: {status.Message}";
                if (status.State == ObjectState.Current && await FindSoonAsync(apiVersion, kind, until.Token) is { } found)
                {
                    return found;
                }

                why = status.State == ObjectState.Current ? $"{change.Object} is served, but not in this version" : why;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below.
            why = api.Trouble is null ? why : NotAnswered();
        }

        throw new PhoenixException(
            ErrorCode.TimedOut, $"{kind} of {apiVersion} was not served within {Spelled(bound)}: {why}", "Install the operator that brings the CustomResourceDefinition, or name the version that it serves");
    }

    // Established is said a moment before discovery knows of it.
    private async Task<KubeKind?> FindSoonAsync(string apiVersion, string kind, CancellationToken cancellationToken)
    {
        for (int attempt = 0; attempt < 10; attempt++)
        {
            if (await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } found)
            {
                return found;
            }

            await Task.Delay(DiscoveryLag * (attempt + 1), time, cancellationToken);
        }

        return null;
    }

    // Once for each state that lasts: whoever looks at the log sees why while there is still time to mend it.
    private async Task TellWhenSlowAsync(string what, WaitProgress progress, CancellationToken cancellationToken)
    {
        ObjectStatus? last = null;
        ObjectStatus? told = null;
        try
        {
            while (true)
            {
                await Task.Delay(Slow, time, cancellationToken);
                ObjectStatus status = progress.Now.Status;
                if (status == last && status != told)
                {
                    told = status;
                    log.Say($"{what}: still {await WhyAsync(progress, cancellationToken)}");
                }

                last = status;
            }
        }
        catch (OperationCanceledException)
        {
            // The wait is over.
        }
    }

    private async Task<string> WhyAsync(WaitProgress progress, CancellationToken cancellationToken)
    {
        (KubeObject? seen, ObjectStatus status) = progress.Now;
        if (api.Trouble is not null)
        {
            return $"{status.Message}; {NotAnswered()}";
        }

        string reasons = seen is null ? "" : await _reasons.ReadAsync(seen, cancellationToken);
        return reasons.Length > 0 ? $"{status.Message}; {reasons}" : status.Message;
    }

    private string NotAnswered() => api.Trouble is string trouble ? $"the API server {api.Server} {trouble}" : $"the API server {api.Server} has not told yet";

    private static string Spelled(TimeSpan bound) => bound.TotalSeconds < 120 ? $"{bound.TotalSeconds:0} s" : $"{bound.TotalMinutes:0.#} min";
}
