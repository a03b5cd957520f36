using System.Globalization;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>Bounded waits on watches: nothing is asked again and again.</summary>
/// <param name="cluster">The cluster.</param>
/// <param name="time">The clock.</param>
/// <param name="tell">Is told each new reason why not yet.</param>
internal sealed class ObjectWait(IClusterApi cluster, TimeProvider time, Action<string> tell)
{
    /// <summary>Waits until one object is as it has to be.</summary>
    /// <param name="kind">Its kind.</param>
    /// <param name="namespace">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="what">What is waited for, for messages.</param>
    /// <param name="bound">Longest wait.</param>
    /// <param name="look">Null when it is, else why not yet; of an object that is not there it gets null. What it throws ends the wait.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The object; null when it is not there and that was waited for.</returns>
    /// <exception cref="PhoenixException">TimedOut with the last reason.</exception>
    public async Task<KubeObject?> ForAsync(
        KubeKind kind, string @namespace, string name, string what, TimeSpan bound, Func<KubeObject?, string?> look, CancellationToken cancellationToken)
    {
        KubeObject? last = null;
        await RunAsync(cluster.WatchAsync, kind, @namespace, name, labels: null, what, bound, (change, wasListed) =>
        {
            last = change.Type switch { KubeChangeType.Present => change.Object, KubeChangeType.Gone => null, _ => last };
            return last is null && !wasListed ? "it was not looked at yet" : look(last);
        }, cancellationToken);
        return last;
    }

    /// <summary>Waits until the objects with a label are as they have to be.</summary>
    /// <param name="kind">Their kind.</param>
    /// <param name="namespace">Their namespace.</param>
    /// <param name="labels">The selector.</param>
    /// <param name="what">What is waited for, for messages.</param>
    /// <param name="bound">Longest wait.</param>
    /// <param name="look">Null when they are, else why not yet.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PhoenixException">TimedOut with the last reason.</exception>
    public Task ForAllAsync(
        KubeKind kind, string @namespace, string labels, string what, TimeSpan bound, Func<IReadOnlyCollection<KubeObject>, string?> look, CancellationToken cancellationToken)
    {
        Dictionary<string, KubeObject> known = new(StringComparer.Ordinal);
        return RunAsync(cluster.WatchAsync, kind, @namespace, name: null, labels, what, bound, (change, wasListed) =>
        {
            switch (change.Type)
            {
                case KubeChangeType.Present:
                    known[change.Object!.Name] = change.Object!;
                    break;
                case KubeChangeType.Gone:
                    known.Remove(change.Object!.Name);
                    break;
                default:
                    break;
            }

            return wasListed ? look(known.Values) : "they were not all looked at yet";
        }, cancellationToken);
    }

    private async Task RunAsync(
        Func<KubeKind, string?, string?, string?, CancellationToken, IAsyncEnumerable<KubeChange>> watch,
        KubeKind kind, string @namespace, string? name, string? labels, string what, TimeSpan bound, Func<KubeChange, bool, string?> look, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(bound, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        string reason = "the cluster has told nothing yet";
        bool wasListed = false;
        try
        {
            await foreach (KubeChange change in watch(kind, @namespace, name, labels, either.Token))
            {
                wasListed |= change.Type == KubeChangeType.Listed;
                if (look(change, wasListed) is not string why)
                {
                    return;
                }

                if (why != reason)
                {
                    reason = why;
                    tell($"waiting for {what}: {why}");
                }
            }
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // Told below, as is a watch that ended.
        }

        cancellationToken.ThrowIfCancellationRequested();
        throw new PhoenixException(
            ErrorCode.TimedOut,
            string.Create(CultureInfo.InvariantCulture, $"{what} did not come about within {bound.TotalSeconds:0} s: {reason}"),
            "look at what the reason names; the layer's log tells what came before it");
    }
}
