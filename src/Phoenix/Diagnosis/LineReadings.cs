namespace Phoenix.Diagnosis;

/// <summary>
/// A line as text, and the same line with one more layer of string escapes (JSON, Go's %q) taken away in each further reading. It is used for one line after the other and
/// keeps its memory.
/// </summary>
internal sealed class LineReadings
{
    private const int DeepestWrapping = 3;
    private const int Shortest = 1024;

    private readonly char[][] _texts = [[], [], [], []];
    private readonly int[] _lengths = new int[1 + DeepestWrapping];

    /// <summary>How many readings there are; the line itself is the first.</summary>
    internal int Count { get; private set; }

    /// <summary>One of them; good until the next line.</summary>
    internal ReadOnlySpan<char> this[int reading] => _texts[reading].AsSpan(0, _lengths[reading]);

    /// <summary>Reads a line.</summary>
    internal void Read(ReadOnlySpan<byte> line)
    {
        _lengths[0] = LineText.Of(line, Room(0, line.Length));
        Count = 1;
        while (Count <= DeepestWrapping && this[Count - 1].Contains('\\'))
        {
            ReadOnlySpan<char> last = this[Count - 1];
            _lengths[Count] = LineText.Unescape(last, Room(Count, last.Length));
            if (this[Count].SequenceEqual(last))
            {
                return;
            }

            Count++;
        }
    }

    private Span<char> Room(int reading, int length)
    {
        if (_texts[reading].Length < length)
        {
            _texts[reading] = new char[Math.Max(length, Shortest)];
        }

        return _texts[reading];
    }
}
