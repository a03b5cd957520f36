using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Phoenix.Ports;

namespace Phoenix.Testing.ObjectStores;

/// <summary>A bucket in memory, for tests that need the port and no endpoint. Passes <see cref="ObjectStoreContract"/>.</summary>
public sealed class InMemoryObjectStore(TimeProvider? time = null) : IObjectStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, (byte[] Content, StoredObject Head)> _objects = new(Utf8Order.Instance);
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Thrown by every call while it is set: the endpoint is away.</summary>
    public Exception? Fault { get; set; }

    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        StoredObject[] found = Locked(() => _objects.Values.Select(o => o.Head).Where(h => h.Key.StartsWith(prefix, StringComparison.Ordinal)).ToArray(), cancellationToken);
        foreach (StoredObject o in found)
        {
            yield return o;
        }

        await Task.CompletedTask;
    }

    public Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _objects.TryGetValue(key, out var o) ? o.Head : null, cancellationToken));

    public Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _objects.TryGetValue(key, out var o) ? (Stream)new MemoryStream(o.Content, writable: false) : null, cancellationToken));

    public Task<string?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(
            () =>
            {
                StoredObject? present = _objects.TryGetValue(key, out var o) ? o.Head : null;
                if ((condition.IfAbsent && present is not null) || (condition.IfETag is string tag && present?.ETag != tag))
                {
                    return null;
                }

                byte[] copy = content.ToArray();
                // S3's own tag for an object in one part; nothing relies on its strength.
#pragma warning disable CA5351
                string etag = Convert.ToHexStringLower(MD5.HashData(copy));
#pragma warning restore CA5351
                _objects[key] = (copy, new StoredObject(key, copy.Length, etag, _time.GetUtcNow()));
                return etag;
            },
            cancellationToken));

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        Task.FromResult(Locked(() => _objects.Remove(key), cancellationToken));

    private T Locked<T>(Func<T> action, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Fault is Exception fault)
        {
            throw fault;
        }

        lock (_gate)
        {
            return action();
        }
    }

    private sealed class Utf8Order : IComparer<string>
    {
        public static Utf8Order Instance { get; } = new();

        public int Compare(string? x, string? y) => Encoding.UTF8.GetBytes(x!).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y!));
    }
}
