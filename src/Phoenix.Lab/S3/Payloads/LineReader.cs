using System.Buffers;
using System.Text;

namespace Phoenix.Lab.S3.Payloads;

/// <summary>Reads lines and counted bytes from one stream through one pooled buffer.</summary>
internal sealed class LineReader(Stream stream) : IDisposable
{
    private const int LongestLine = 4096;

    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;
    private bool _disposed;

    /// <summary>Reads up to CR LF; null at the end of the stream.</summary>
    public async ValueTask<string?> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            int length = _buffer.AsSpan(_start, _end - _start).IndexOf("\r\n"u8);
            if (length is >= 0 and <= LongestLine)
            {
                string line = Encoding.UTF8.GetString(_buffer, _start, length);
                _start += length + 2;
                return line;
            }
            if (_end - _start > LongestLine)
            {
                throw new S3Exception(S3Error.InvalidRequest, "A chunk header or trailer is too long.");
            }
            if (!await FillAsync(cancellation))
            {
                return _start == _end ? null : throw new S3Exception(S3Error.IncompleteBody);
            }
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken cancellation)
    {
        if (_start == _end)
        {
            return await stream.ReadAsync(into, cancellation);
        }
        int length = Math.Min(into.Length, _end - _start);
        _buffer.AsMemory(_start, length).CopyTo(into);
        _start += length;
        return length;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        int read = await stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
        _end += read;
        return read > 0;
    }
}
