using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;

namespace Phoenix.KubeSim.Storage;

/// <summary>
/// All objects under one revision counter, as in etcd, with the history that watches and old lists are served from.
/// The history is compacted: what is older than the oldest kept revision is answered with 410.
/// </summary>
internal sealed class ObjectStore(int historyLimit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SortedDictionary<string, StoredObject>> _objects = new(StringComparer.Ordinal);
    private readonly LinkedList<StoreEvent> _history = [];
    private readonly List<StoreWatch> _watches = [];
    private long _revision = 100; // a cluster is never at 0, which means "any" in requests
    private long _compacted = 100;

    public long Revision
    {
        get
        {
            lock (_gate)
            {
                return _revision;
            }
        }
    }

    /// <summary>Forgets the history up to now.</summary>
    public void Compact()
    {
        lock (_gate)
        {
            _history.Clear();
            _compacted = _revision;
        }
    }

    public StoredObject? Get(string resource, string? space, string name)
    {
        lock (_gate)
        {
            return _objects.GetValueOrDefault(resource)?.GetValueOrDefault(StoredObject.KeyOf(space, name));
        }
    }

    /// <summary>The objects of a type, now or at an earlier revision, in the order of their keys.</summary>
    /// <exception cref="ApiException">410: that revision was compacted; 504: it is yet to come.</exception>
    public (IReadOnlyList<StoredObject> Objects, long Revision) List(string resource, string? space, long? at = null)
    {
        lock (_gate)
        {
            if (at is null || at == _revision)
            {
                return (Now(resource, space), _revision);
            }

            Require(at.Value);
            var past = new SortedDictionary<string, StoredObject>(_objects.GetValueOrDefault(resource) ?? [], StringComparer.Ordinal);
            for (LinkedListNode<StoreEvent>? node = _history.Last; node is not null && node.Value.Revision > at; node = node.Previous)
            {
                StoreEvent change = node.Value;
                if (change.Resource != resource)
                {
                    continue;
                }

                if (change.Previous is { } before)
                {
                    past[before.Key] = before;
                }
                else
                {
                    past.Remove(change.Object!.Key);
                }
            }

            return ([.. past.Values.Where(found => space is null || found.Namespace == space)], at.Value);
        }
    }

    /// <summary>Follows changes: from after a revision, or (null) from now on with what is there.</summary>
    /// <exception cref="ApiException">410 or 504, as for lists.</exception>
    public StoreWatch Watch(string? resource, string? space, long? after)
    {
        lock (_gate)
        {
            if (after is { } from)
            {
                Require(from);
            }

            var watch = new StoreWatch(this, resource, after is null && resource is not null ? Now(resource, space) : [], after ?? _revision);
            if (after is not null && after < _revision)
            {
                foreach (StoreEvent change in _history.Where(change => change.Revision > after && (resource is null || change.Resource == resource)))
                {
                    watch.Tell(change);
                }
            }

            _watches.Add(watch);
            return watch;
        }
    }

    /// <summary>Stores a new object or a new state of one.</summary>
    /// <param name="resource">Its type.</param>
    /// <param name="content">The whole object; the store takes it over and writes its resource version.</param>
    /// <param name="expected">What the new state was made from; null for a new object.</param>
    /// <exception cref="StoreRaceException">Something else is there.</exception>
    public StoredObject Put(string resource, JsonObject content, StoredObject? expected)
    {
        lock (_gate)
        {
            string key = StoredObject.KeyOf(content.TextAt("metadata", "namespace"), content.TextAt("metadata", "name")!);
            if (!_objects.TryGetValue(resource, out SortedDictionary<string, StoredObject>? objects))
            {
                _objects[resource] = objects = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
            }

            if (objects.GetValueOrDefault(key) != expected)
            {
                throw new StoreRaceException();
            }

            StoredObject stored = Stamp(content);
            objects[key] = stored;
            Tell(new StoreEvent(_revision, expected is null ? StoreEventType.Added : StoreEventType.Modified, resource, stored, expected));
            return stored;
        }
    }

    /// <summary>Removes an object.</summary>
    /// <param name="resource">Its type.</param>
    /// <param name="last">Its last state, as watches are to see it.</param>
    /// <param name="expected">What is there.</param>
    /// <exception cref="StoreRaceException">Something else is there, or nothing.</exception>
    public StoredObject Remove(string resource, JsonObject last, StoredObject expected)
    {
        lock (_gate)
        {
            SortedDictionary<string, StoredObject>? objects = _objects.GetValueOrDefault(resource);
            if (objects?.GetValueOrDefault(expected.Key) != expected)
            {
                throw new StoreRaceException();
            }

            objects!.Remove(expected.Key);
            StoredObject gone = Stamp(last);
            Tell(new StoreEvent(_revision, StoreEventType.Deleted, resource, gone, expected));
            return gone;
        }
    }

    public void Forget(StoreWatch watch)
    {
        lock (_gate)
        {
            _watches.Remove(watch);
        }
    }

    public void Bookmark(StoreWatch watch)
    {
        lock (_gate)
        {
            watch.Tell(new StoreEvent(_revision, StoreEventType.Bookmark, watch.Resource ?? "", null, null));
        }
    }

    private IReadOnlyList<StoredObject> Now(string resource, string? space) =>
        [.. (_objects.GetValueOrDefault(resource)?.Values ?? Enumerable.Empty<StoredObject>()).Where(found => space is null || found.Namespace == space)];

    private void Require(long revision)
    {
        if (revision < _compacted)
        {
            throw ApiErrors.TooOldVersion(revision, _compacted);
        }

        if (revision > _revision)
        {
            throw ApiErrors.TooLargeVersion(revision, _revision);
        }
    }

    private StoredObject Stamp(JsonObject content)
    {
        _revision++;
        content.Object("metadata")["resourceVersion"] = _revision.ToString(CultureInfo.InvariantCulture);
        return new StoredObject(content, _revision);
    }

    private void Tell(StoreEvent change)
    {
        _history.AddLast(change);
        while (_history.Count > historyLimit)
        {
            _compacted = _history.First!.Value.Revision;
            _history.RemoveFirst();
        }

        foreach (StoreWatch watch in _watches)
        {
            if (watch.Resource is null || watch.Resource == change.Resource)
            {
                watch.Tell(change);
            }
        }
    }
}
