using Phoenix.Ports;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>An object that is gone from a bucket until this is disposed.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="key">The object.</param>
/// <param name="content">What it held.</param>
public sealed class Withheld(IObjectStore bucket, string key, byte[] content) : IAsyncDisposable
{
    public async ValueTask DisposeAsync() => await bucket.PutAsync(key, content, PutCondition.None, CancellationToken.None);
}
