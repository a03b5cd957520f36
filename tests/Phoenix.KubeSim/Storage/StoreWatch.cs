using System.Threading.Channels;

namespace Phoenix.KubeSim.Storage;

/// <summary>The changes of one type (or of all) from a revision on.</summary>
internal sealed class StoreWatch : IDisposable
{
    private readonly ObjectStore _store;
    private readonly Channel<StoreEvent> _events = Channel.CreateUnbounded<StoreEvent>(new UnboundedChannelOptions { SingleReader = true });

    public StoreWatch(ObjectStore store, string? resource, IReadOnlyList<StoredObject> initial, long revision)
    {
        _store = store;
        Resource = resource;
        Initial = initial;
        Revision = revision;
    }

    public string? Resource { get; }

    /// <summary>What was there when the watch began, where that was asked for.</summary>
    public IReadOnlyList<StoredObject> Initial { get; }

    /// <summary>The revision that <see cref="Initial"/> shows.</summary>
    public long Revision { get; }

    public ChannelReader<StoreEvent> Events => _events.Reader;

    /// <summary>Puts a bookmark behind everything that was told so far.</summary>
    public void Bookmark() => _store.Bookmark(this);

    public void Dispose() => _store.Forget(this);

    internal void Tell(StoreEvent change) => _events.Writer.TryWrite(change);
}
