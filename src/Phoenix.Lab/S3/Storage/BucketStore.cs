using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Phoenix.Lab.S3.Keys;

namespace Phoenix.Lab.S3.Storage;

/// <summary>All buckets of the endpoint.</summary>
internal sealed partial class BucketStore
{
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, Bucket> _buckets = new(StringComparer.Ordinal);
    private readonly Lock _create = new();

    public BucketStore(string path, TimeProvider time)
    {
        (_path, _time) = (path, time);
        DurableFiles.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string folder in Directory.EnumerateDirectories(path))
        {
            if (Bucket.Open(folder) is { } bucket)
            {
                _buckets[bucket.Name] = bucket;
            }
            else
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        DurableFiles.SyncDirectory(path);
    }

    public IEnumerable<Bucket> All => _buckets.Values.OrderBy(bucket => bucket.Name, StringComparer.Ordinal);

    public Bucket Get(string name) =>
        _buckets.TryGetValue(name, out Bucket? bucket) ? bucket : throw new S3Exception(S3Error.NoSuchBucket, null, ("BucketName", name));

    public void Create(string name, KeyEntry creator)
    {
        if (!BucketName().IsMatch(name) || name.Contains("..", StringComparison.Ordinal))
        {
            throw new S3Exception(S3Error.InvalidBucketName, null, ("BucketName", name));
        }
        lock (_create)
        {
            using (creator.EnterCommit())
            {
                if (_buckets.ContainsKey(name))
                {
                    throw new S3Exception(S3Error.BucketAlreadyOwnedByYou, null, ("BucketName", name));
                }
                _buckets[name] = Bucket.Create(name, Path.Combine(_path, name), new BucketRecord(_time.GetUtcNow()));
            }
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();
}
