using Phoenix.Ports;

namespace Phoenix.Proof;

/// <summary>
/// Puts one writer's attempts and outcomes on record. One thread at a time. After a failed append nothing more is taken: what follows a torn
/// record could not be read back.
/// </summary>
public sealed class LedgerRecorder : IDisposable
{
    private readonly ILedgerLog _log;
    private readonly int _writer;
    private readonly LedgerClock _clock;
    private readonly LedgerCounters _counters;
    private readonly byte[] _block = new byte[LedgerFormat.RecordSize];
    private long _number;
    private bool _pending;
    private bool _broken;

    /// <summary>Begins a writer's ledger; the header is written before this returns.</summary>
    /// <param name="log">An empty file; disposed with this recorder.</param>
    /// <param name="run">The run.</param>
    /// <param name="cycle">The cycle.</param>
    /// <param name="writer">The writer, from 0.</param>
    /// <param name="clock">The clock that all writers of the cycle share.</param>
    /// <param name="counters">Counts for live display, shared by all writers.</param>
    public LedgerRecorder(ILedgerLog log, Guid run, int cycle, int writer, LedgerClock clock, LedgerCounters counters)
    {
        _log = log;
        _writer = writer;
        _clock = clock;
        _counters = counters;
        LedgerFormat.WriteHeader(_block, new LedgerHeader(run, cycle, writer, clock.Epoch));
        Append();
    }

    /// <summary>Records that <paramref name="attempt"/> is about to be sent; call it before the first byte leaves.</summary>
    /// <exception cref="InvalidOperationException">It is another writer's, leaves a gap, or the one before has not ended.</exception>
    public void Attempted(in Attempt attempt)
    {
        if (_pending || attempt.Writer != _writer || attempt.Number != _number + 1)
        {
            throw new InvalidOperationException($"attempt {attempt.Writer}/{attempt.Number} does not follow {_writer}/{_number}{(_pending ? " (pending)" : "")}");
        }

        LedgerFormat.WriteAttempt(_block, attempt, _clock.Elapsed());
        Append();
        _number = attempt.Number;
        _pending = true;
        _counters.CountAttempt();
    }

    /// <summary>Records how attempt <paramref name="number"/> ended; call it as soon as that is known.</summary>
    /// <exception cref="InvalidOperationException">No such attempt is under way, or the outcome says nothing.</exception>
    public void Ended(long number, in TransferOutcome outcome)
    {
        if (!_pending || number != _number || outcome.Outcome is not (WriteOutcome.Acknowledged or WriteOutcome.Failed or WriteOutcome.InDoubt))
        {
            throw new InvalidOperationException($"{outcome.Outcome} does not end attempt {_writer}/{number}");
        }

        LedgerFormat.WriteOutcome(_block, _writer, number, outcome, _clock.Elapsed());
        Append();
        _pending = false;
        _counters.Count(outcome.Outcome);
    }

    /// <inheritdoc/>
    public void Dispose() => _log.Dispose();

    private void Append()
    {
        if (_broken)
        {
            throw new InvalidOperationException($"the ledger of writer {_writer} ended with a failed append");
        }

        _broken = true;
        _log.Append(_block);
        _broken = false;
    }
}
