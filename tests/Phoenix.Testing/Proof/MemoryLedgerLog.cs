using Phoenix.Ports;

namespace Phoenix.Testing.Proof;

/// <summary>A ledger file in memory; <see cref="FailAt"/> makes it tear a record as a full disk would.</summary>
public sealed class MemoryLedgerLog : ILedgerLog
{
    private readonly MemoryStream _content = new();

    /// <summary>Bytes that fit; the append that would pass them writes what fits and throws.</summary>
    public long FailAt { get; set; } = long.MaxValue;

    public bool Disposed { get; private set; }

    public byte[] Content
    {
        get => _content.ToArray();
        set
        {
            _content.SetLength(0);
            _content.Write(value);
        }
    }

    public void Append(ReadOnlySpan<byte> record)
    {
        int fits = (int)Math.Min(record.Length, FailAt - _content.Length);
        _content.Write(record[..fits]);
        if (fits < record.Length)
        {
            throw new IOException("no space left");
        }
    }

    public void Dispose() => Disposed = true;
}
