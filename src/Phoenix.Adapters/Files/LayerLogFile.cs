using System.Globalization;
using System.Text;
using Phoenix.Adapters.Processes;
using Phoenix.Ports;

namespace Phoenix.Adapters.Files;

/// <summary>
/// The log of one layer in a run's folder, redacted. It is complete unless it is longer than three pieces of <see cref="PieceLength"/>: then its beginning
/// (<c>LAYER.1.log</c>) and its end (<c>LAYER.2.log</c>, <c>LAYER.log</c>) are kept, and how much was dropped between them is said. Each line begins with the time (UTC) at which it was written; after it stands a
/// blank, or a <c>+</c> where the line goes on one that was too long for one piece. What would be dangerous to show with <c>cat</c> (escape sequences,
/// control characters) is left out. It never throws: what could not be written is counted in <see cref="Fault"/>. Safe for concurrent use.
/// </summary>
public sealed class LayerLogFile : ILayerLog, IDisposable
{
    /// <summary>Bytes of one piece, by default: a layer that prints without end must not fill the disk that the journal is on.</summary>
    public const long PieceLength = 16 << 20;

    private const int LongestShown = 500;

    private readonly Lock _lock = new();
    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly LogPieces _file;
    private readonly StringBuilder _batch = new();
    private readonly HashSet<string> _secrets = new(StringComparer.Ordinal);
    private readonly LogLines _own = new();
    private readonly HashSet<LogLines> _open = [];
    private Redaction _redaction = Redaction.Of([]);
    private int _longestSecret;
    private LogLines? _latest;
    private string _lastLine = "";
    private string? _firstFault;
    private long _lost;
    private bool _closed;

    /// <summary>Names the log, which is made (0600) with its folder by the first line when missing, and else written on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">Clock for the times in it.</param>
    /// <param name="pieceLength">Bytes of one piece.</param>
    public LayerLogFile(string path, TimeProvider time, long pieceLength = PieceLength)
    {
        _path = path;
        _time = time;
        _open.Add(_own);
        _file = new LogPieces(path, pieceLength);
    }

    /// <summary>The last line that is not empty, redacted, also when it has no end yet; shortened to 500 characters. Empty before the first.</summary>
    public string LastLine
    {
        get
        {
            lock (_lock)
            {
                return _latest?.Unfinished(_redaction) is { } text && !string.IsNullOrWhiteSpace(text) ? Shown(text) : _lastLine;
            }
        }
    }

    /// <summary>How much is done, in the tool's own units; 0 while nothing was told.</summary>
    public int Done { get; private set; }

    /// <summary>Of how much; 0 while nothing was told.</summary>
    public int Total { get; private set; }

    /// <summary>What is missing in the file and why; null when it is complete.</summary>
    public string? Fault
    {
        get
        {
            lock (_lock)
            {
                return _lost == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{_path}: {_lost} bytes could not be written ({_firstFault})");
            }
        }
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> output) => Write(_own, output);

    /// <inheritdoc/>
    public ILayerLogStream Open() => new OneStream(this);

    /// <inheritdoc/>
    public void Say(string line)
    {
        lock (_lock)
        {
            foreach (string part in _redaction.Apply(PrintableText.Of(line)).Split('\n'))
            {
                Emit(part, isContinued: false);
            }

            Save();
        }
    }

    /// <inheritdoc/>
    public void Progress(int done, int total)
    {
        lock (_lock)
        {
            (Done, Total) = (done, total);
        }
    }

    /// <inheritdoc/>
    public void Redact(IEnumerable<string> secrets)
    {
        lock (_lock)
        {
            int before = _secrets.Count;
            foreach (string secret in secrets)
            {
                // Also as it looks once it went through the cleaning of this log.
                _secrets.Add(secret);
                _secrets.Add(PrintableText.Of(secret));
            }

            if (_secrets.Count != before)
            {
                _redaction = Redaction.Of(_secrets);
                _longestSecret = _secrets.Max(s => s.Length);
            }
        }
    }

    /// <summary>Ends the last lines and closes the file. What is written later (by a daemon that holds a tool's pipe) is counted as missing.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            foreach (LogLines lines in _open)
            {
                lines.End(_redaction, Emit);
            }

            _open.Clear();
            _latest = null;
            Save();
            _closed = true;
            _firstFault ??= "it was written after the end of the run";
            Guarded(0, _file.Dispose);
        }
    }

    private static string Shown(string line) => line.Length <= LongestShown ? line : line[..LongestShown];

    private void Write(LogLines lines, ReadOnlySpan<byte> output)
    {
        lock (_lock)
        {
            lines.Add(output, _redaction, _longestSecret, Emit);
            _latest = lines;
            Save();
        }
    }

    private void End(LogLines lines)
    {
        lock (_lock)
        {
            if (_open.Remove(lines))
            {
                lines.End(_redaction, Emit);
                _latest = _latest == lines ? null : _latest;
                Save();
            }
        }
    }

    private void Emit(string line, bool isContinued)
    {
        _batch.Append(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fff'Z'}{(isContinued ? '+' : ' ')}").Append(line).Append('\n');
        if (!string.IsNullOrWhiteSpace(line))
        {
            _lastLine = Shown(line);
        }
    }

    private void Save()
    {
        if (_batch.Length > 0)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(_batch.ToString());
            _batch.Clear();
            Guarded(bytes.Length, () => _file.Append(bytes));
        }
    }

    // A log decides nothing, so a full disk must not end a layer that is being raised; that it is incomplete is told at the end.
    private void Guarded(int bytes, Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            _firstFault ??= e.Message;
            _lost += bytes;
        }
    }

    private sealed class OneStream : ILayerLogStream
    {
        private readonly LayerLogFile _log;
        private readonly LogLines _lines = new();

        public OneStream(LayerLogFile log)
        {
            _log = log;
            lock (log._lock)
            {
                log._open.Add(_lines);
            }
        }

        public void Write(ReadOnlySpan<byte> output) => _log.Write(_lines, output);

        public void Dispose() => _log.End(_lines);
    }
}
