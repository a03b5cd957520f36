using System.Runtime.CompilerServices;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Adapters.Checks;

/// <summary>A file system as if it were a bucket: keys are absolute paths without their leading slash. Links are not followed, nothing is written.</summary>
public sealed class FolderFiles : IObjectListing, IFolderListing
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        string folder = "/" + prefix[..(prefix.LastIndexOf('/') + 1)];
        await Task.CompletedTask;
        foreach (StoredObject file in Read(folder, () => Files(folder, prefix)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return file;
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<string>> ListFoldersAsync(string folder, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<string>>(
        Read<string>("/" + folder, () => Directory.Exists("/" + folder)
            ? [.. new DirectoryInfo("/" + folder).EnumerateDirectories().Where(d => d.LinkTarget is null || d.Exists).Select(d => d.Name).Order(StringComparer.Ordinal)]
            : [], empty: []));

    /// <inheritdoc/>
    public Task<bool> ExistsAsync(string key, CancellationToken cancellationToken) => Task.FromResult(File.Exists("/" + key));

    private static StoredObject[] Files(string folder, string prefix) => !Directory.Exists(folder)
        ? []
        :
        [
            .. new DirectoryInfo(folder).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint })
                .Select(f => new StoredObject(f.FullName[1..], f.Length, "", f.LastWriteTimeUtc))
                .Where(f => f.Key.StartsWith(prefix, StringComparison.Ordinal))
                .OrderBy(f => f.Key, StringComparer.Ordinal),
        ];

    private static T[] Read<T>(string folder, Func<T[]> read, T[]? empty = null)
    {
        try
        {
            return read();
        }
        catch (DirectoryNotFoundException) when (empty is not null)
        {
            // It went meanwhile.
            return empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.RepositoryUnavailable, $"'{folder}' cannot be listed: {e.Message}", "run the check under the account that runs pgBackRest", e);
        }
    }
}
