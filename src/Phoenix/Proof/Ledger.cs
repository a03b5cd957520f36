using System.Runtime.InteropServices;
using Phoenix.Ports;

namespace Phoenix.Proof;

/// <summary>
/// The clients' account of all attempts of one cycle, with the rows of the reborn server marked in it. About 20 bytes an attempt.
/// One thread at a time while marking; after that any number may read.
/// </summary>
public sealed class Ledger
{
    /// <summary>Most phantoms that are kept for messages; all are counted.</summary>
    public const int PhantomSample = 20;

    private readonly List<LedgerColumns> _writers;
    private readonly Dictionary<int, LedgerColumns> _byWriter;
    private readonly Dictionary<int, long> _moved = [];
    private readonly List<Phantom> _phantoms = [];
    private long _acknowledgedPresent;

    internal Ledger(Guid run, int cycle, DateTimeOffset epoch, string sha256, int tornTails, LedgerTally tally, List<LedgerColumns> writers)
    {
        Run = run;
        Cycle = cycle;
        Epoch = epoch;
        LedgerSha256 = sha256;
        TornTails = tornTails;
        Attempted = tally.Attempted;
        Acknowledged = tally.Acknowledged;
        Failed = tally.Failed;
        InDoubt = tally.InDoubt;
        _writers = writers;
        _byWriter = writers.ToDictionary(w => w.Writer);
        Writers = [.. writers.Select(w => new LedgerWriter(w.Writer, w.Count, w.Acknowledged, w.LastAcknowledgedAt))];
    }

    /// <summary>The run.</summary>
    public Guid Run { get; }

    /// <summary>The cycle.</summary>
    public int Cycle { get; }

    /// <summary>Where the entries' times count from, by the client's wall clock.</summary>
    public DateTimeOffset Epoch { get; }

    /// <summary>SHA-256, lower-case hex, over the files' bytes in writer order.</summary>
    public string LedgerSha256 { get; }

    /// <summary>Files whose last record was torn and left out (its attempt is in doubt, or was never sent).</summary>
    public int TornTails { get; }

    /// <summary>The writers that have a file, in order.</summary>
    public IReadOnlyList<LedgerWriter> Writers { get; }

    /// <summary>All attempts.</summary>
    public long Attempted { get; }

    /// <summary>Attempts acknowledged.</summary>
    public long Acknowledged { get; }

    /// <summary>Attempts that failed before COMMIT was sent.</summary>
    public long Failed { get; }

    /// <summary>Attempts in doubt, pending ones included.</summary>
    public long InDoubt { get; }

    /// <summary>Rows returned by the server, whatever they were.</summary>
    public long Rows { get; private set; }

    /// <summary>Attempts whose row is there, unaltered.</summary>
    public long Present { get; private set; }

    /// <summary>Attempts in doubt whose row is there.</summary>
    public long InDoubtPresent { get; private set; }

    /// <summary>Acknowledged attempts whose row is absent, whether or not that was asked for.</summary>
    public long Lost => Acknowledged - _acknowledgedPresent;

    /// <summary>Rows that should not be there (see <see cref="PhantomKind"/>).</summary>
    public long Unexpected { get; private set; }

    /// <summary>The first few phantoms.</summary>
    public IReadOnlyList<Phantom> Phantoms => _phantoms;

    /// <summary>What all rows that were returned moved: account to net amount. Phantoms are in it, their money being in the same tables.</summary>
    public IReadOnlyDictionary<int, long> Moved => _moved;

    /// <summary>Reads the files of one cycle.</summary>
    /// <param name="run">The run that they must be of.</param>
    /// <param name="cycle">The cycle that they must be of.</param>
    /// <param name="store">Where they are.</param>
    /// <param name="attempt">Which seeding of the cycle.</param>
    /// <exception cref="Errors.PhoenixException">RecordDamaged: a file is of another run, or damaged anywhere but in a torn tail.</exception>
    public static Ledger Read(Guid run, int cycle, IRunStore store, int attempt) => LedgerReader.Read(run, cycle, store, attempt);

    /// <summary>The moment that is <paramref name="nanoseconds"/> after the epoch.</summary>
    public DateTimeOffset At(long nanoseconds) => Epoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick);

    /// <summary>Takes in one row of the reborn server.</summary>
    public void Mark(in LedgerRow row)
    {
        Rows++;
        Move(row.From, -row.Amount);
        Move(row.To, row.Amount);
        if (row.Run != Run || row.Cycle != Cycle)
        {
            Keep(PhantomKind.Foreign, row);
            return;
        }

        if (!_byWriter.TryGetValue(row.Writer, out LedgerColumns? writer) || !writer.Has(row.Number))
        {
            Keep(PhantomKind.NeverAttempted, row);
            return;
        }

        if (RowFingerprint.Of(row.Nonce, row.From, row.To, row.Amount, row.Digest) != writer.Fingerprint(row.Number))
        {
            Keep(PhantomKind.Altered, row);
            return;
        }

        if (!writer.MarkPresent(row.Number))
        {
            Keep(PhantomKind.Duplicate, row);
            return;
        }

        Present++;
        switch (writer.Outcome(row.Number))
        {
            case WriteOutcome.Acknowledged:
                _acknowledgedPresent++;
                break;
            case WriteOutcome.Failed:
                Keep(PhantomKind.Failed, row);
                break;
            default:
                InDoubtPresent++;
                break;
        }
    }

    /// <summary>Walks the attempts by writer and number.</summary>
    public LedgerEnumerator GetEnumerator() => new(_writers);

    private void Move(int account, long amount)
    {
        ref long moved = ref CollectionsMarshal.GetValueRefOrAddDefault(_moved, account, out _);
        moved = unchecked(moved + amount);
    }

    private void Keep(PhantomKind kind, in LedgerRow row)
    {
        Unexpected++;
        if (_phantoms.Count < PhantomSample)
        {
            _phantoms.Add(new Phantom(kind, row));
        }
    }
}
