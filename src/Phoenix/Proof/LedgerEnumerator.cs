namespace Phoenix.Proof;

/// <summary>Walks a ledger's attempts by writer and number, without an object for each.</summary>
public struct LedgerEnumerator
{
    private readonly IReadOnlyList<LedgerColumns> _writers;
    private LedgerColumns.Reader _reader;
    private int _next;
    private bool _open;
    private LedgerEntry _current;

    internal LedgerEnumerator(IReadOnlyList<LedgerColumns> writers) => _writers = writers;

    /// <summary>The attempt that <see cref="MoveNext"/> reached.</summary>
    public readonly LedgerEntry Current => _current;

    /// <summary>Goes to the next attempt; false at the end.</summary>
    public bool MoveNext()
    {
        while (!_open || !_reader.TryNext(out _current))
        {
            if (_next == _writers.Count)
            {
                return false;
            }

            _reader = new LedgerColumns.Reader(_writers[_next++]);
            _open = true;
        }

        return true;
    }
}
