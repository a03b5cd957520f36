using System.Security.Cryptography;
using System.Text;

namespace Phoenix.Lab.S3.Storage;

/// <summary>
/// Where a bucket's files lie. An object's file is named by the SHA-256 of its key, so that no key, whatever its
/// bytes, can name a place of its choice; the key itself is in the file's record.
/// </summary>
internal sealed class BucketFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root { get; } = path;

    public string Objects { get; } = Path.Combine(path, "objects");

    public string Uploads { get; } = Path.Combine(path, "uploads");

    public string Staging { get; } = Path.Combine(path, "staging");

    public string Record { get; } = Path.Combine(path, "bucket.json");

    public string ObjectFile(string key) => Path.Combine(Objects, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))));

    public string UploadFolder(string id) => Path.Combine(Uploads, id);

    public void Create()
    {
        DurableFiles.CreateDirectory(Root, OwnerOnly);
        DurableFiles.CreateDirectory(Objects, OwnerOnly);
        DurableFiles.CreateDirectory(Uploads, OwnerOnly);
        DurableFiles.CreateDirectory(Staging, OwnerOnly);
    }

    /// <summary>Removes what a crash left half written, and makes what it left renamed durable before it is shown.</summary>
    public void Recover()
    {
        foreach (string left in Directory.EnumerateFiles(Staging))
        {
            File.Delete(left);
        }
        DurableFiles.SyncDirectory(Staging);
        DurableFiles.SyncDirectory(Objects);
    }
}
