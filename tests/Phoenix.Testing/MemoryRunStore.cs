using Phoenix.Ports;

namespace Phoenix.Testing;

/// <summary>A run's folder in memory; only <see cref="Directory"/> is a real one, because tools write there. Passes RunStoreContract.</summary>
public sealed class MemoryRunStore : IRunStore, IDisposable
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _journal = new();
    private readonly SortedDictionary<(int Cycle, int Attempt, int Writer), MemoryStream> _ledgers = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private DirectoryInfo? _directory;

    public MemoryRunStore()
        : this(Guid.NewGuid())
    {
    }

    public MemoryRunStore(Guid run) => Run = run;

    public Guid Run { get; }

    /// <summary>Thrown by the next append to the journal, after half of its line was written: a disk that fills up.</summary>
    public Exception? FailNextAppend { get; set; }

    /// <summary>The journal's bytes; set them to plant damage.</summary>
    public byte[] Journal
    {
        get
        {
            lock (_gate)
            {
                return _journal.ToArray();
            }
        }

        set
        {
            lock (_gate)
            {
                _journal.SetLength(0);
                _journal.Write(value);
            }
        }
    }

    public string Directory(string name)
    {
        _directory ??= System.IO.Directory.CreateTempSubdirectory("phoenix-run-");
        return _directory.CreateSubdirectory(name).FullName;
    }

    public ILedgerLog OpenLedger(int cycle, int attempt, int writer)
    {
        lock (_gate)
        {
            if (!_ledgers.TryGetValue((cycle, attempt, writer), out MemoryStream? ledger))
            {
                _ledgers[(cycle, attempt, writer)] = ledger = new MemoryStream();
            }

            return new MemoryLedger(_gate, ledger);
        }
    }

    public IReadOnlyList<int> LedgerWriters(int cycle, int attempt)
    {
        lock (_gate)
        {
            return [.. _ledgers.Keys.Where(k => k.Cycle == cycle && k.Attempt == attempt).Select(k => k.Writer)];
        }
    }

    public Stream ReadLedger(int cycle, int attempt, int writer)
    {
        lock (_gate)
        {
            return new MemoryStream(_ledgers[(cycle, attempt, writer)].ToArray(), writable: false);
        }
    }

    public void AppendJournal(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (FailNextAppend is { } fault)
            {
                FailNextAppend = null;
                _journal.Write(line[..(line.Length / 2)]);
                throw fault;
            }

            _journal.Write(line);
        }
    }

    public Stream ReadJournal() => new MemoryStream(Journal, writable: false);

    public void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        lock (_gate)
        {
            _files[name] = content.ToArray();
        }
    }

    public byte[]? ReadFile(string name)
    {
        lock (_gate)
        {
            return _files.TryGetValue(name, out byte[]? content) ? [.. content] : null;
        }
    }

    public void Dispose() => _directory?.Delete(recursive: true);

    private sealed class MemoryLedger(Lock gate, MemoryStream ledger) : ILedgerLog
    {
        public void Append(ReadOnlySpan<byte> record)
        {
            lock (gate)
            {
                ledger.Write(record);
            }
        }

        public void Dispose()
        {
        }
    }
}
