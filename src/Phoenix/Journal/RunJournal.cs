using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Journal;

/// <summary>
/// The journal of one run: append-only, hash-chained, durable before <see cref="Append"/> returns. Safe for use by several threads. (Not
/// called "Journal", because inside the namespace Phoenix that name means this namespace.)
/// </summary>
public sealed class RunJournal
{
    private readonly Lock _gate = new();
    private readonly IRunStore _store;
    private readonly TimeProvider _time;
    private readonly List<JournalEvent> _events;
    private readonly List<IJournalObserver> _observers = [];
    private readonly List<Exception> _observerFaults = [];
    private JournalHead _head;
    private Exception? _broken;
    private bool _terminated;

    /// <summary>Opens the run's journal and continues its chain; a torn tail is terminated first, and skipped by readers from then on.</summary>
    /// <param name="store">The run's folder.</param>
    /// <param name="time">Clock for events that bring no time.</param>
    /// <exception cref="PhoenixException">RecordDamaged: what is there is not what was written. Errors of the store.</exception>
    public RunJournal(IRunStore store, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(time);
        _store = store;
        _time = time;
        JournalContent content;
        using (Stream journal = store.ReadJournal())
        {
            content = JournalReader.Read(journal);
        }

        _events = [.. content.Events];
        _head = content.Head;
        _terminated = content.Terminated;
        if (!content.TornTail.IsEmpty)
        {
            Repair(content.TornTail.Span);
        }
    }

    /// <summary>Whether opening found a torn tail.</summary>
    public bool WasTorn { get; private set; }

    /// <summary>Where the chain ends now.</summary>
    public JournalHead Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>A copy of all events so far, those of earlier processes included.</summary>
    public IReadOnlyList<JournalEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>What observers threw; each was dropped at its first fault.</summary>
    public IReadOnlyList<Exception> ObserverFaults
    {
        get
        {
            lock (_gate)
            {
                return [.. _observerFaults];
            }
        }
    }

    /// <summary>Does what the first event would have to wait for (its JSON contracts); safe to run beside other work, and never needed.</summary>
    public static void Prepare() => JournalLine.Write(0, "", new JournalEvent.RunResumed());

    /// <summary>Reads and verifies a journal without opening it for appending.</summary>
    /// <exception cref="PhoenixException">RecordDamaged, naming the line.</exception>
    public static JournalContent Read(Stream journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        return JournalReader.Read(journal);
    }

    /// <summary>From now on <paramref name="observer"/> is told of every event.</summary>
    public void Subscribe(IJournalObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        lock (_gate)
        {
            _observers.Add(observer);
        }
    }

    /// <summary>Puts an event on record; it is durable when this returns.</summary>
    /// <returns>The event with the time under which it was recorded.</returns>
    /// <exception cref="PhoenixException">The store could not write; the journal takes nothing more from then on.</exception>
    public T Append<T>(T journalEvent)
        where T : JournalEvent
    {
        ArgumentNullException.ThrowIfNull(journalEvent);
        lock (_gate)
        {
            T stamped = Write(journalEvent);
            foreach (IJournalObserver observer in _observers.ToArray())
            {
                Tell(observer, stamped);
            }

            return stamped;
        }
    }

    // Ends, together with the next line, what a crash left without its newline.
    private ReadOnlySpan<byte> Terminator => _terminated ? [] : "\n"u8;

    private void Repair(ReadOnlySpan<byte> tail)
    {
        WasTorn = true;
        _terminated = tail[^1] == (byte)'\n';
        byte[] skipped = [.. tail, .. Terminator];
        Write(new JournalEvent.JournalRepaired(skipped.Length, JournalLine.Hash(skipped)));
    }

    private T Write<T>(T journalEvent)
        where T : JournalEvent
    {
        if (_broken is not null)
        {
            // After a failed write nobody knows what is on disk: a later line could follow a half one.
            throw new PhoenixException(
                (_broken as PhoenixException)?.Code ?? ErrorCode.StateNotWritable,
                $"the journal could not be written earlier: {_broken.Message}",
                "make room or mend the state directory, then go on with --resume",
                _broken);
        }

        T stamped = journalEvent.At == default ? (T)(journalEvent with { At = _time.GetUtcNow() }) : journalEvent;
        byte[] line = JournalLine.Write(_head.Lines + 1, _head.Sha256, stamped);
        try
        {
            _store.AppendJournal([.. Terminator, .. line, (byte)'\n']);
        }
        catch (Exception e)
        {
            _broken = e;
            throw;
        }

        _terminated = true;
        _head = new JournalHead(_head.Lines + 1, JournalLine.Hash(line));
        _events.Add(stamped);
        return stamped;
    }

    // Progress and telemetry may fail; the audit path may not. The fault is kept, not swallowed: whoever owns the view can show it.
    private void Tell(IJournalObserver observer, JournalEvent journalEvent)
    {
        try
        {
            observer.On(journalEvent);
        }
        catch (Exception e)
        {
            _observers.Remove(observer);
            _observerFaults.Add(e);
        }
    }
}
