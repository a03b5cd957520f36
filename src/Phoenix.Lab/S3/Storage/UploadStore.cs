using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Phoenix.Lab.S3.Keys;

namespace Phoenix.Lab.S3.Storage;

/// <summary>A bucket's open multipart uploads: a folder each, with the parts as sealed files.</summary>
internal sealed class UploadStore
{
    private const string RecordName = "upload.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly BucketFolder _folder;
    private readonly ConcurrentDictionary<string, Upload> _uploads = new(StringComparer.Ordinal);

    public UploadStore(BucketFolder folder)
    {
        _folder = folder;
        foreach (string path in Directory.EnumerateDirectories(folder.Uploads))
        {
            Load(path);
        }
        DurableFiles.SyncDirectory(folder.Uploads);
    }

    public IEnumerable<Upload> All => _uploads.Values
        .OrderBy(upload => upload.Record.Object.Key, KeyOrder.Instance).ThenBy(upload => upload.Record.Id, StringComparer.Ordinal);

    /// <summary>The open upload of that id and key; null when there is none.</summary>
    public Upload? Find(string id, string key) =>
        _uploads.TryGetValue(id, out Upload? upload) && upload.Record.Object.Key == key ? upload : null;

    public Upload Create(UploadRecord record, KeyEntry creator)
    {
        using (creator.EnterCommit())
        {
            string path = _folder.UploadFolder(record.Id);
            DurableFiles.CreateDirectory(path, OwnerOnly);
            DurableFiles.Write(Path.Combine(path, RecordName), JsonSerializer.SerializeToUtf8Bytes(record, StorageJson.Default.UploadRecord));
            return _uploads[record.Id] = new Upload(record, path);
        }
    }

    public async Task CommitPartAsync(Upload upload, StagedFile staged, PartRecord part, KeyEntry writer)
    {
        await upload.Gate.WaitAsync(CancellationToken.None);
        try
        {
            using (writer.EnterCommit())
            {
                ThrowIfClosed(upload);
                staged.MoveTo(upload.PartFile(part.Number));
                DurableFiles.SyncDirectory(upload.Folder);
                upload.Put(part);
            }
        }
        finally
        {
            upload.Gate.Release();
        }
    }

    public async Task AbortAsync(Upload upload, KeyEntry writer)
    {
        await upload.Gate.WaitAsync(CancellationToken.None);
        try
        {
            using (writer.EnterCommit())
            {
                ThrowIfClosed(upload);
                Remove(upload);
            }
        }
        finally
        {
            upload.Gate.Release();
        }
    }

    /// <summary>Forgets an upload and its parts; the caller holds its gate.</summary>
    public void Remove(Upload upload)
    {
        upload.Closed = true;
        // The record goes first: whatever a crash leaves of the folder is then removed at the next start.
        File.Delete(Path.Combine(upload.Folder, RecordName));
        DurableFiles.SyncDirectory(upload.Folder);
        Directory.Delete(upload.Folder, recursive: true);
        _uploads.TryRemove(upload.Record.Id, out _);
    }

    public static void ThrowIfClosed(Upload upload)
    {
        if (upload.Closed)
        {
            throw new S3Exception(S3Error.NoSuchUpload, null, ("UploadId", upload.Record.Id));
        }
    }

    private void Load(string path)
    {
        string recordFile = Path.Combine(path, RecordName);
        if (!File.Exists(recordFile))
        {
            Directory.Delete(path, recursive: true);
            return;
        }
        UploadRecord record = JsonSerializer.Deserialize(File.ReadAllBytes(recordFile), StorageJson.Default.UploadRecord)
            ?? throw new InvalidDataException($"'{recordFile}' is empty.");
        var upload = new Upload(record, path);
        foreach (string file in Directory.EnumerateFiles(path, "part-*"))
        {
            using SafeFileHandle handle = File.OpenHandle(file);
            upload.Put(SealedFile.Read(handle, file, StorageJson.Default.PartRecord));
        }
        DurableFiles.SyncDirectory(path);
        _uploads[record.Id] = upload;
    }
}
