using System.Collections.Concurrent;

namespace Phoenix.Adapters.Secrets;

/// <summary>Fetches each value once, however many ask for it at the same time, and keeps it. A failure is told to all who waited, and not kept.</summary>
internal sealed class OneFetch<TKey, TValue>
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, Task<TValue>> _values = new();

    /// <summary>The value, fetched by <paramref name="fetch"/> with the token of whoever came first; when he gives up, the next one fetches.</summary>
    internal async Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<TValue>> fetch, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TaskCompletionSource<TValue> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Task<TValue> current = _values.GetOrAdd(key, mine.Task);
            if (current == mine.Task)
            {
                await FetchAsync(key, fetch, mine, cancellationToken).ConfigureAwait(false);
            }

            try
            {
                return await current.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (current.IsCanceled && !cancellationToken.IsCancellationRequested)
            {
                // Whoever fetched gave up, we did not: our turn.
            }
        }
    }

    /// <summary>Drops a kept value, unless another one has taken its place.</summary>
    internal void Forget(TKey key, TValue value)
    {
        if (_values.TryGetValue(key, out Task<TValue>? kept) && kept.IsCompletedSuccessfully && EqualityComparer<TValue>.Default.Equals(kept.Result, value))
        {
            _values.TryRemove(KeyValuePair.Create(key, kept));
        }
    }

    private async Task FetchAsync(TKey key, Func<CancellationToken, Task<TValue>> fetch, TaskCompletionSource<TValue> mine, CancellationToken cancellationToken)
    {
        try
        {
            mine.SetResult(await fetch(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _values.TryRemove(KeyValuePair.Create(key, mine.Task));
            mine.SetCanceled(cancellationToken);
        }
        catch (Exception e)
        {
            _values.TryRemove(KeyValuePair.Create(key, mine.Task));
            mine.SetException(e);
        }
    }
}
