namespace Phoenix.Ports;

/// <summary>What a bucket, or a folder that is used like one, holds. Read only. Errors as <see cref="IObjectStore"/>.</summary>
public interface IObjectListing
{
    /// <summary>The objects whose key begins with <paramref name="prefix"/>, in key order (UTF-8 bytes), each exactly once.</summary>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken);
}
