using Phoenix.Ports;

namespace Phoenix.Testing.Proof;

/// <summary>A run's folder in memory.</summary>
public sealed class MemoryRunStore(Guid run) : IRunStore
{
    private readonly SortedDictionary<(int Cycle, int Attempt, int Writer), MemoryLedgerLog> _ledgers = [];
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly MemoryStream _journal = new();

    public Guid Run => run;

    public string Directory(string name) => throw new NotSupportedException("nothing here is a directory");

    public ILedgerLog OpenLedger(int cycle, int attempt, int writer)
    {
        var log = new MemoryLedgerLog();
        _ledgers.Add((cycle, attempt, writer), log);
        return log;
    }

    public MemoryLedgerLog Ledger(int cycle, int attempt, int writer) => _ledgers[(cycle, attempt, writer)];

    public IReadOnlyList<int> LedgerWriters(int cycle, int attempt) =>
        [.. _ledgers.Keys.Where(k => k.Cycle == cycle && k.Attempt == attempt).Select(k => k.Writer)];

    public Stream ReadLedger(int cycle, int attempt, int writer) => new MemoryStream(_ledgers[(cycle, attempt, writer)].Content);

    public void AppendJournal(ReadOnlySpan<byte> line) => _journal.Write(line);

    public Stream ReadJournal() => new MemoryStream(_journal.ToArray());

    public void WriteFile(string name, ReadOnlySpan<byte> content) => _files[name] = content.ToArray();

    public byte[]? ReadFile(string name) => _files.GetValueOrDefault(name);
}
