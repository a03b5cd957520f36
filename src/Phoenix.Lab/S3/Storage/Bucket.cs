using System.Text.Json;
using Phoenix.Lab.S3.Keys;

namespace Phoenix.Lab.S3.Storage;

/// <summary>One bucket: its objects on disk, the index of their keys, and its open uploads.</summary>
internal sealed class Bucket
{
    private readonly BucketFolder _folder;
    private readonly KeyIndex _index;

    // One writer at a time for a key; keys share locks so that their number stays bounded.
    private readonly SemaphoreSlim[] _commitLocks = [.. Enumerable.Range(0, 64).Select(_ => new SemaphoreSlim(1, 1))];

    private Bucket(string name, BucketRecord record, BucketFolder folder)
    {
        (Name, Created, _folder) = (name, record.Created, folder);
        folder.Recover();
        _index = new KeyIndex(Directory.EnumerateFiles(folder.Objects).Select(ReadRecord));
        Uploads = new UploadStore(folder);
    }

    public string Name { get; }

    public DateTimeOffset Created { get; }

    public UploadStore Uploads { get; }

    public static Bucket Create(string name, string path, BucketRecord record)
    {
        var folder = new BucketFolder(path);
        folder.Create();
        DurableFiles.Write(folder.Record, JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.BucketRecord));
        return new Bucket(name, record, folder);
    }

    /// <summary>Opens a bucket's folder; null when its creation was never finished, and so never acknowledged.</summary>
    public static Bucket? Open(string path)
    {
        var folder = new BucketFolder(path);
        if (!File.Exists(folder.Record))
        {
            return null;
        }
        BucketRecord record = JsonSerializer.Deserialize(File.ReadAllBytes(folder.Record), StorageJson.Default.BucketRecord)
            ?? throw new InvalidDataException($"'{folder.Record}' is empty.");
        return new Bucket(Path.GetFileName(path), record, folder);
    }

    public StagedFile Stage() => new(_folder.Staging);

    public ObjectRecord? Find(string key) => _index.Find(key);

    public ListPage List(ListQuery query) => _index.List(query);

    /// <summary>Opens an object; null when there is none.</summary>
    public ObjectReader? OpenObject(string key) =>
        // The index knows a new key only once it is durable, the folder somewhat earlier.
        _index.Find(key) is null ? null : ObjectReader.Open(_folder.ObjectFile(key));

    /// <summary>Puts a sealed file in place as the object of its key. Not to be cancelled: it happens or it does not.</summary>
    public async Task CommitAsync(StagedFile staged, ObjectRecord record, WritePrecondition precondition, KeyEntry writer)
    {
        SemaphoreSlim commitLock = CommitLock(record.Key);
        await commitLock.WaitAsync(CancellationToken.None);
        try
        {
            using (writer.EnterCommit())
            {
                precondition.Check(_index.Find(record.Key));
                staged.MoveTo(_folder.ObjectFile(record.Key));
                DurableFiles.SyncDirectory(_folder.Objects);
                _index.Put(record);
            }
        }
        finally
        {
            commitLock.Release();
        }
    }

    /// <summary>Removes objects; keys that do not exist are removed already. Durable when it returns.</summary>
    public async Task DeleteAsync(IReadOnlyCollection<string> keys, WritePrecondition precondition, KeyEntry writer)
    {
        // Entered once for all keys: a revocation then waits for the whole batch with its sync.
        using (writer.EnterCommit())
        {
            foreach (string key in keys)
            {
                SemaphoreSlim commitLock = CommitLock(key);
                await commitLock.WaitAsync(CancellationToken.None);
                try
                {
                    precondition.Check(_index.Find(key));
                    File.Delete(_folder.ObjectFile(key));
                    _index.Remove(key);
                }
                finally
                {
                    commitLock.Release();
                }
            }
            DurableFiles.SyncDirectory(_folder.Objects);
        }
    }

    private static ObjectRecord ReadRecord(string path)
    {
        using ObjectReader reader = ObjectReader.Open(path) ?? throw new FileNotFoundException("An object vanished during the start.", path);
        return reader.Record;
    }

    private SemaphoreSlim CommitLock(string key) => _commitLocks[(uint)string.GetHashCode(key, StringComparison.Ordinal) % _commitLocks.Length];
}
