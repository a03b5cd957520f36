using Microsoft.Win32.SafeHandles;
using Phoenix.Ports;

namespace Phoenix.Adapters.Files;

/// <summary>One writer's ledger. Each append is one write(2): the kernel has it when this process dies, which is all that the contract asks.</summary>
internal sealed class LedgerFile : ILedgerLog
{
    private readonly string _path;
    private readonly SafeFileHandle _file;
    private long _length;

    public LedgerFile(string path)
    {
        _path = path;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        _length = RandomAccess.GetLength(_file);
    }

    public void Append(ReadOnlySpan<byte> record)
    {
        try
        {
            RandomAccess.Write(_file, record, _length);
            _length += record.Length;
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            throw Durable.Translate(e, _path);
        }
    }

    public void Dispose() => _file.Dispose();
}
