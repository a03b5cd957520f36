using Microsoft.Win32.SafeHandles;

namespace Phoenix.Lab.S3.Storage;

/// <summary>An open object. Its record comes from the same file as its bytes, so an overwrite meanwhile changes neither.</summary>
internal sealed class ObjectReader : IDisposable
{
    private readonly SafeFileHandle _handle;

    private ObjectReader(SafeFileHandle handle, ObjectRecord record) => (_handle, Record) = (handle, record);

    public ObjectRecord Record { get; }

    /// <summary>Opens an object's file; null when there is none.</summary>
    public static ObjectReader? Open(string path)
    {
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        try
        {
            return new ObjectReader(handle, SealedFile.Read(handle, path, StorageJson.Default.ObjectRecord));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellation) =>
        RandomAccess.ReadAsync(_handle, into, offset, cancellation);

    public void Dispose() => _handle.Dispose();
}
