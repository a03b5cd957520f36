namespace Phoenix.Ports;

/// <summary>The folder of one run, outside every stack: journal, ledger, fetched WAL, evidence.</summary>
public interface IRunStore
{
    /// <summary>The run's id.</summary>
    Guid Run { get; }

    /// <summary>A directory of its own for tools to write into, made when missing, e.g. <c>wal/c0001</c>.</summary>
    string Directory(string name);

    /// <summary>Opens a writer's ledger for appending. <paramref name="attempt"/> counts how often the cycle's seeding was begun.</summary>
    ILedgerLog OpenLedger(int cycle, int attempt, int writer);

    /// <summary>The writers that have a ledger, in order.</summary>
    IReadOnlyList<int> LedgerWriters(int cycle, int attempt);

    /// <summary>Opens a writer's ledger for sequential reading.</summary>
    Stream ReadLedger(int cycle, int attempt, int writer);

    /// <summary>Appends one line, its newline included, to the journal as it is, and fsyncs it before returning.</summary>
    void AppendJournal(ReadOnlySpan<byte> line);

    /// <summary>The journal's bytes so far; empty when nothing was appended yet.</summary>
    Stream ReadJournal();

    /// <summary>Writes a file of the run whole: to a temporary name, fsync, rename, fsync of the directory.</summary>
    void WriteFile(string name, ReadOnlySpan<byte> content);

    /// <summary>The content of a file of the run; null when there is none.</summary>
    byte[]? ReadFile(string name);
}
