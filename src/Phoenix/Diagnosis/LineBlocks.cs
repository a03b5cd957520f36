namespace Phoenix.Diagnosis;

/// <summary>Cuts an input into blocks, so that several can be read at once. The pieces of a long line are cut where they would be if it was read in one go.</summary>
/// <param name="input">The input.</param>
internal sealed class LineBlocks(Stream input)
{
    private const int Step = LineSplitter.Longest - LineSplitter.Overlap;

    private readonly byte[] _rest = new byte[LineBlock.Longest];
    private int _restLength;
    private long _line = 1;
    private bool _continued;

    /// <summary>Bytes so far.</summary>
    internal long Length { get; private set; }

    /// <summary>Lines so far; at the end with one that has no end.</summary>
    internal long Lines => _line - 1;

    /// <summary>Whether the input has ended.</summary>
    internal bool IsAtEnd { get; private set; }

    /// <summary>Reads the next block.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    internal async ValueTask<bool> ReadAsync(LineBlock block, CancellationToken cancellationToken)
    {
        _rest.AsSpan(0, _restLength).CopyTo(block.Room.Span);
        int length = _restLength;
        while (!IsAtEnd && length < LineBlock.Longest)
        {
            // A read from a terminal or a pipe does not hear of the cancellation; the wait for it does.
            int read = await input.ReadAsync(block.Room[length..], cancellationToken).AsTask().WaitAsync(cancellationToken);
            IsAtEnd = read == 0;
            length += read;
            Length += read;
        }

        Cut(block, length);
        return block.Length > 0;
    }

    private void Cut(LineBlock block, int length)
    {
        ReadOnlySpan<byte> bytes = block.Room.Span[..length];
        (block.FirstLine, block.IsContinued, block.IsCut, block.Length) = (_line, _continued, false, length);
        int rest = length;
        if (IsAtEnd)
        {
            _line += length > 0 && bytes[^1] != (byte)'\n' ? 1 : 0;
        }
        else if (bytes.LastIndexOf((byte)'\n') is int end and >= 0)
        {
            block.Length = rest = end + 1;
            _continued = false;
        }
        else
        {
            // A piece is cut only where the line goes on: at least one byte is left.
            int pieces = ((length - LineSplitter.Longest - 1) / Step) + 1;
            rest = pieces * Step;
            block.Length = rest + LineSplitter.Overlap;
            block.IsCut = _continued = true;
        }

        _line += block.Bytes.Count((byte)'\n');
        bytes[rest..].CopyTo(_rest);
        _restLength = length - rest;
    }
}
