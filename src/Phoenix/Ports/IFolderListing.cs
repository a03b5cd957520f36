namespace Phoenix.Ports;

/// <summary>Keys with slashes, seen as folders. Read only; every call is one bounded request. Errors as <see cref="IObjectStore"/>.</summary>
public interface IFolderListing
{
    /// <summary>Names of the folders directly below <paramref name="folder"/>, without their slash; the first page only where there are very many.</summary>
    /// <param name="folder">Empty, or a key prefix that ends in a slash.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken);

    /// <summary>Whether something is stored at <paramref name="key"/>.</summary>
    Task<bool> ExistsAsync(string key, CancellationToken cancellationToken);
}
