using System.Text;

namespace Phoenix.Diagnosis;

/// <summary>Looks for failures and alarms in lines. It holds one block and what was found in it, and is used for one block after the other; not safe for concurrent use.</summary>
internal sealed class LineScanner
{
    private const int ShortestStripped = 4096;

    private readonly FailureMatcher _matcher;
    private readonly bool _isErrors;
    private readonly List<int> _candidates = [];
    private readonly List<FailureMatch> _found = [];
    private readonly LineReadings _readings = new();
    private readonly Lazy<LineBlock> _block = new();
    private readonly Lazy<LineSplitter> _lines;
    private byte[] _stripped = [];

    /// <summary>Makes one.</summary>
    /// <param name="matcher">Knows the failures.</param>
    /// <param name="isErrors">Whether each line is an error, whatever it says.</param>
    internal LineScanner(FailureMatcher matcher, bool isErrors)
    {
        (_matcher, _isErrors) = (matcher, isErrors);
        Findings = new LineFindings(matcher.Count);
        _lines = new Lazy<LineSplitter>(() => new LineSplitter(Take));
    }

    /// <summary>The block to read.</summary>
    internal LineBlock Block => _block.Value;

    /// <summary>What was found.</summary>
    internal LineFindings Findings { get; }

    /// <summary>Reads the block; what was found before is forgotten.</summary>
    internal void Scan()
    {
        Findings.Clear();
        LineSplitter lines = _lines.Value;
        lines.Begin(Block.FirstLine, Block.IsContinued);
        lines.Add(Block.Bytes);
        lines.End(Block.IsCut);
    }

    /// <summary>A line of text.</summary>
    internal void Take(string line, long number) => Take(Encoding.UTF8.GetBytes(line), number, isContinued: false, isCut: false);

    /// <summary>A line, or a piece of one.</summary>
    internal void Take(ReadOnlySpan<byte> line, long number, bool isContinued, bool isCut)
    {
        if (LineText.NeedsStripping(line))
        {
            if (_stripped.Length < line.Length)
            {
                _stripped = new byte[Math.Max(line.Length, ShortestStripped)];
            }

            line = _stripped.AsSpan(0, LineText.Strip(line, _stripped));
        }

        _candidates.Clear();
        _matcher.Prefilter(line, _candidates);
        if (_candidates.Count > 0 || _isErrors)
        {
            _readings.Read(line.TrimEnd("\r\n"u8));
            Look(number, isContinued, isCut);
        }
    }

    private void Look(long number, bool isContinued, bool isCut)
    {
        _matcher.Match(_readings, _candidates, _found);
        foreach (FailureMatch match in _found)
        {
            Findings.Add(match, _readings, number, isContinued, isCut);
        }

        if (!_found.Exists(m => m.Text is KnownFailure) && (_isErrors || (_matcher.MayBeAlarm(_candidates) && AlarmLine.IsIn(_readings))))
        {
            Findings.Unknown.Add(_readings[0], number, isContinued, isCut);
        }
    }
}
