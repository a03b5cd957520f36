using System.Globalization;
using Phoenix.Adapters.S3;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>The bucket that outlives the castle, as a person with its keys sees it.</summary>
/// <param name="settings">How it is reached.</param>
internal sealed class CastleBucket(S3Settings settings) : IAsyncDisposable
{
    private readonly S3ObjectStore _store = new(settings);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The repository: each object with its content's tag. Two that are equal mean that nothing was published between them.</summary>
    public async Task<string[]> RepositoryAsync() => [.. (await ListAsync("castle/repo1/")).Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.ETag} {o.Size}"))];

    /// <summary>What a killed command's lease does by itself after a minute and a half: the lock is gone.</summary>
    public async Task ExpireLockAsync()
    {
        foreach (StoredObject stored in (await ListAsync("")).Where(o => o.Key.Contains("/lock/", StringComparison.Ordinal)))
        {
            await _store.DeleteAsync(stored.Key, Token);
        }
    }

    public ValueTask DisposeAsync()
    {
        _store.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<List<StoredObject>> ListAsync(string prefix)
    {
        List<StoredObject> found = [];
        await foreach (StoredObject stored in _store.ListAsync(prefix, Token))
        {
            found.Add(stored);
        }

        return [.. found.OrderBy(o => o.Key, StringComparer.Ordinal)];
    }
}
