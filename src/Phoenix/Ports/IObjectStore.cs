namespace Phoenix.Ports;

/// <summary>
/// One bucket of an S3 endpoint, seen with one set of credentials. Every call is bounded by the caller's token and by the store's own
/// timeouts. Errors: <see cref="Errors.PhoenixException"/> with RepositoryDenied (401, 403, bad signature, expired key), RepositoryUnavailable
/// (no connection, TLS, 5xx after retries, missing bucket). A missing object is an answer, not an error.
/// </summary>
public interface IObjectStore : IObjectListing
{
    /// <summary>The object at <paramref name="key"/> without its content; null when there is none.</summary>
    Task<StoredObject?> HeadAsync(string key, CancellationToken cancellationToken);

    /// <summary>The content at <paramref name="key"/>; null when there is none. The caller disposes the stream.</summary>
    Task<Stream?> OpenReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Stores <paramref name="content"/> whole, or not at all.</summary>
    /// <returns>The new object's tag; null when the condition did not hold and nothing was changed.</returns>
    /// <exception cref="NotSupportedException">The endpoint has no conditional puts.</exception>
    Task<string?> PutAsync(string key, ReadOnlyMemory<byte> content, PutCondition condition, CancellationToken cancellationToken);

    /// <summary>Removes the object; removing what is not there succeeds.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
