namespace Phoenix.Diagnosis;

/// <summary>Takes a line, or a piece of one that is longer than <see cref="LineSplitter.Longest"/>.</summary>
/// <param name="text">Its bytes, without the line's end.</param>
/// <param name="line">Number of the line, from 1.</param>
/// <param name="isContinued">The line began in a piece before; this one repeats its last <see cref="LineSplitter.Overlap"/> bytes.</param>
/// <param name="isCut">The line goes on in the next piece.</param>
internal delegate void LineTaker(ReadOnlySpan<byte> text, long line, bool isContinued, bool isCut);

/// <summary>Cuts a stream of bytes into lines, in bounded memory.</summary>
internal sealed class LineSplitter(LineTaker taker)
{
    /// <summary>Bytes of one piece at most.</summary>
    internal const int Longest = 64 * 1024;

    /// <summary>Bytes at the end of a piece that the next one repeats: what lies across is found in one of them.</summary>
    internal const int Overlap = 2 * 1024;

    private readonly byte[] _held = new byte[Longest];
    private int _length;
    private long _line = 1;
    private bool _continued;

    /// <summary>Lines so far.</summary>
    internal long Lines => _line - 1;

    /// <summary>Adds bytes.</summary>
    internal void Add(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            int end = data.IndexOf((byte)'\n');
            if (end < 0)
            {
                Hold(data);
                return;
            }

            if (_length == 0 && end <= Longest)
            {
                taker(data[..end], _line, _continued, isCut: false);
            }
            else
            {
                Hold(data[..end]);
                TakeHeld();
            }

            Next();
            data = data[(end + 1)..];
        }
    }

    /// <summary>Begins anew, in another part of an input.</summary>
    /// <param name="line">Number of the line that comes first.</param>
    /// <param name="isContinued">It began before.</param>
    internal void Begin(long line, bool isContinued) => (_line, _continued, _length) = (line, isContinued, 0);

    /// <summary>Takes the last line, which had no end.</summary>
    /// <param name="isCut">It goes on in another part of the input.</param>
    internal void End(bool isCut = false)
    {
        if (_length > 0)
        {
            taker(_held.AsSpan(0, _length), _line, _continued, isCut);
            Next();
        }
    }

    private void Hold(ReadOnlySpan<byte> data)
    {
        while (data.Length > Longest - _length)
        {
            int room = Longest - _length;
            data[..room].CopyTo(_held.AsSpan(_length));
            taker(_held, _line, _continued, isCut: true);
            _held.AsSpan(Longest - Overlap).CopyTo(_held);
            _length = Overlap;
            _continued = true;
            data = data[room..];
        }

        data.CopyTo(_held.AsSpan(_length));
        _length += data.Length;
    }

    private void TakeHeld() => taker(_held.AsSpan(0, _length), _line, _continued, isCut: false);

    private void Next()
    {
        _line++;
        _length = 0;
        _continued = false;
    }
}
