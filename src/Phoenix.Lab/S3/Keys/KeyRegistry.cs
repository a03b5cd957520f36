using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Phoenix.Lab.S3.Keys;

/// <summary>The endpoint's access keys: one for administration, and any number for stacks.</summary>
internal sealed class KeyRegistry
{
    private readonly string _directory;
    private readonly ConcurrentDictionary<string, KeyEntry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _change = new(1, 1);

    public KeyRegistry(string directory)
    {
        _directory = directory;
        KeyFile? file = KeyFile.Read(directory);
        if (file is null)
        {
            file = new KeyFile(NewKey(), []);
            file.Write(directory);
        }
        Admin = file.Admin;
        _entries[Admin.Id] = new KeyEntry(Admin, isAdmin: true);
        foreach (AccessKey key in file.Stack)
        {
            _entries[key.Id] = new KeyEntry(key, isAdmin: false);
        }
    }

    public AccessKey Admin { get; }

    public KeyEntry? Find(string id) => _entries.GetValueOrDefault(id);

    /// <summary>Makes a stack key; it is on disk when this returns.</summary>
    public async Task<AccessKey> MintAsync()
    {
        await _change.WaitAsync(CancellationToken.None);
        try
        {
            AccessKey key = NewKey();
            Save(StackKeys().Append(key));
            _entries[key.Id] = new KeyEntry(key, isAdmin: false);
            return key;
        }
        finally
        {
            _change.Release();
        }
    }

    /// <summary>
    /// Ends a stack key. When this returns, no request of that key can change anything any more, nor after a
    /// restart; what was under way has been committed or refused.
    /// </summary>
    /// <returns>False when there is no such stack key.</returns>
    public async Task<bool> RevokeAsync(string id)
    {
        await _change.WaitAsync(CancellationToken.None);
        try
        {
            if (Find(id) is not { IsAdmin: false } entry)
            {
                return false;
            }
            await entry.RevokeAsync();
            Save(StackKeys().Where(key => key.Id != id));
            _entries.TryRemove(id, out _);
            return true;
        }
        finally
        {
            _change.Release();
        }
    }

    private static AccessKey NewKey() => new(
        "PHX" + RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17),
        RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", 40));

    private IEnumerable<AccessKey> StackKeys() => _entries.Values.Where(entry => !entry.IsAdmin).Select(entry => entry.Key);

    private void Save(IEnumerable<AccessKey> stack) =>
        new KeyFile(Admin, [.. stack.OrderBy(key => key.Id, StringComparer.Ordinal)]).Write(_directory);
}
