using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Snapshots;

/// <summary>The objects of one kind, kept by a watch.</summary>
/// <param name="api">The cluster.</param>
/// <param name="wanted">The kind.</param>
/// <param name="time">The clock.</param>
internal sealed class WatchedObjects(IClusterApi api, SnapshotKind wanted, TimeProvider time)
{
    // What a server serves cannot be watched, but the definition that brings a kind can. Discovery lags behind it a little.
    private static readonly SnapshotKind Definitions = new("apiextensions.k8s.io/v1", "CustomResourceDefinition");
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWatch = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<(string? Namespace, string Name), KubeObject> _objects = [];
    private bool _isListed;
    private bool _isServed;
    private bool _isKnown;

    /// <summary>The kind.</summary>
    internal SnapshotKind Wanted => wanted;

    /// <summary>Whether the first list is whole, or the kind is known not to be served.</summary>
    internal bool IsKnown
    {
        get
        {
            lock (_lock)
            {
                return _isKnown;
            }
        }
    }

    /// <summary>Whether the server serves the kind.</summary>
    internal bool IsServed
    {
        get
        {
            lock (_lock)
            {
                return _isServed && _isListed;
            }
        }
    }

    /// <summary>The objects as the watch has them now.</summary>
    internal IReadOnlyList<KubeObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return [.. _objects.Values];
            }
        }
    }

    /// <summary>An object that was listed, or in its place the same version of it that the watch has: one of both is enough in memory.</summary>
    internal KubeObject Known(KubeObject listed)
    {
        lock (_lock)
        {
            return _objects.TryGetValue((listed.Namespace, listed.Name), out KubeObject? there) && there.Uid is not null && there.Uid == listed.Uid
                && there.ResourceVersion is not null && there.ResourceVersion == listed.ResourceVersion ? there : listed;
        }
    }

    /// <summary>Follows the kind until the token ends it.</summary>
    /// <param name="changed">Called after each change.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal async Task FollowAsync(Action changed, CancellationToken cancellationToken)
    {
        try
        {
            KubeKind kind = await AwaitKindAsync(changed, cancellationToken);
            await foreach (KubeChange change in api.WatchAsync(kind, wanted.Namespace, wanted.Name, null, cancellationToken))
            {
                Take(change);
                changed();
            }
        }
        finally
        {
            // Whoever waits looks whether a watch has ended.
            changed();
        }
    }

    private async Task<KubeKind> AwaitKindAsync(Action changed, CancellationToken cancellationToken)
    {
        TimeSpan pause = FirstPause;
        while (true)
        {
            try
            {
                KubeKind? kind = await api.FindKindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken);
                lock (_lock)
                {
                    _isServed = kind is not null;
                    _isKnown = kind is null || _isListed;
                }

                if (kind is not null)
                {
                    return kind;
                }
            }
            catch (PhoenixException e) when (e.IsTransient)
            {
                // Nothing is known of the kind then; it is asked for again.
                lock (_lock)
                {
                    _isKnown = false;
                }
            }

            changed();
            await AwaitDefinitionAsync(cancellationToken);
            await Task.Delay(pause, time, cancellationToken);
            pause = pause * 2 > LongestPause ? LongestPause : pause * 2;
        }
    }

    // Returns when the definition is established, when it cannot be watched, or after a while: its name is only the usual one.
    private async Task AwaitDefinitionAsync(CancellationToken cancellationToken)
    {
        using CancellationTokenSource bound = new(LongestWatch, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            if (wanted.Definition is not { } name || await api.FindKindAsync(Definitions.ApiVersion, Definitions.Kind, cancellationToken) is not { } kind)
            {
                return;
            }

            await foreach (KubeChange change in api.WatchAsync(kind, null, name, null, either.Token))
            {
                if (change is { Type: KubeChangeType.Present, Object: { } definition } && ObjectConditions.Find(definition, "Established") is { IsTrue: true })
                {
                    return;
                }
            }
        }
        catch (PhoenixException)
        {
            // Not allowed to read definitions, or the server is away: the kind is asked for again after a pause.
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The bound of this watch.
        }
    }

    private void Take(KubeChange change)
    {
        lock (_lock)
        {
            switch (change)
            {
                case { Type: KubeChangeType.Listed }:
                    (_isListed, _isKnown) = (true, true);
                    break;
                case { Type: KubeChangeType.Gone, Object: { } gone }:
                    _objects.Remove((gone.Namespace, gone.Name));
                    break;
                case { Object: { } there }:
                    _objects[(there.Namespace, there.Name)] = there;
                    break;
            }
        }
    }
}
