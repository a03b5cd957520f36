using System.Text.Json.Serialization.Metadata;
using Microsoft.Win32.SafeHandles;

namespace Phoenix.Lab.S3.Storage;

/// <summary>A file being written where nobody looks, until it is sealed and moved into place. Disposed unmoved, it is gone.</summary>
internal sealed class StagedFile : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private bool _moved;

    public StagedFile(string directory)
    {
        _path = Path.Combine(directory, Guid.NewGuid().ToString("N"));
        _handle = File.OpenHandle(_path, FileMode.CreateNew, FileAccess.Write);
    }

    /// <summary>Bytes of data so far.</summary>
    public long Length { get; private set; }

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> data, CancellationToken cancellation)
    {
        await RandomAccess.WriteAsync(_handle, data, Length, cancellation);
        Length += data.Length;
    }

    /// <summary>Adds the record and waits for the disk.</summary>
    public void Seal<T>(T record, JsonTypeInfo<T> type)
    {
        SealedFile.Seal(_handle, Length, record, type);
        RandomAccess.FlushToDisk(_handle);
    }

    /// <summary>Puts the sealed file in place in one step; durable when the target's directory has been synced.</summary>
    public void MoveTo(string path)
    {
        File.Move(_path, path, overwrite: true);
        _moved = true;
    }

    public void Dispose()
    {
        _handle.Dispose();
        if (!_moved)
        {
            File.Delete(_path);
        }
    }
}
