using System.Text;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>The lines of a stream, one after the other in the same memory: a tool prints millions of them, and a string for each would be garbage at once.</summary>
/// <param name="stream">UTF-8 text.</param>
internal sealed class LineBuffer(Stream stream)
{
    private byte[] _bytes = new byte[64 * 1024];
    private char[] _line = new char[1024];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Reads on; false once nothing is left. Take all lines with <see cref="TryNext"/> before each call.</summary>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        _bytes.AsSpan(_start, _end - _start).CopyTo(_bytes);
        (_start, _end) = (0, _end - _start);
        if (_end == _bytes.Length)
        {
            // A commit with many subtransactions is one long line.
            Array.Resize(ref _bytes, _bytes.Length * 2);
        }

        int read = await stream.ReadAsync(_bytes.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += read;
        _ended = read == 0;
        return !_ended || _end > 0;
    }

    /// <summary>The next whole line, without its end, valid until the next call; after the stream's end also what no line end follows.</summary>
    public bool TryNext(out ReadOnlySpan<char> line)
    {
        ReadOnlySpan<byte> rest = _bytes.AsSpan(_start, _end - _start);
        int length = rest.IndexOf((byte)'\n');
        if (length < 0 && (!_ended || rest.IsEmpty))
        {
            line = default;
            return false;
        }

        ReadOnlySpan<byte> whole = length < 0 ? rest : rest[..length];
        _start += Math.Min(whole.Length + 1, rest.Length);
        if (_line.Length < whole.Length)
        {
            _line = new char[whole.Length * 2];
        }

        line = _line.AsSpan(0, Encoding.UTF8.GetChars(whole, _line));
        return true;
    }
}
