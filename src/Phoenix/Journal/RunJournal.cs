using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Phoenix.Errors;
using Phoenix.Ports;

namespace Phoenix.Journal;

/// <summary>
/// The journal of one run: append-only, hash-chained, durable before <see cref="Append{T}"/> returns. Safe for use by several threads: what they append
/// while a write is under way goes into the next one together, because a disk makes ten lines durable in the time of one. (Not called "Journal", because inside the
/// namespace Phoenix that name means this namespace.)
/// </summary>
public sealed class RunJournal
{
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Pending> _waiting = new();
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
        return (T)Append([journalEvent])[0];
    }

    /// <summary>
    /// Puts an event on record together with the next one that is appended, under the present time: for what nobody waits for. A crash before that leaves the record as a crash
    /// before the event would have.
    /// </summary>
    public void AppendWithNext(JournalEvent journalEvent)
    {
        ArgumentNullException.ThrowIfNull(journalEvent);
        _waiting.Enqueue(new Pending(journalEvent with { At = _time.GetUtcNow() }));
    }

    /// <summary>Puts events on record in one write; all are durable when this returns. Events of other threads may come between them.</summary>
    /// <returns>The events with the times under which they were recorded.</returns>
    /// <exception cref="PhoenixException">The store could not write; the journal takes nothing more from then on.</exception>
    public IReadOnlyList<JournalEvent> Append(IReadOnlyList<JournalEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Pending[] own = [.. events.Select(e => new Pending(e))];
        foreach (Pending pending in own)
        {
            _waiting.Enqueue(pending);
        }

        lock (_gate)
        {
            // Whoever held the lock before may have written these too.
            if (own.Any(p => !p.IsDone))
            {
                WriteWaiting();
            }
        }

        return [.. own.Select(p => p.Result())];
    }

    // Ends, together with the next line, what a crash left without its newline.
    private ReadOnlySpan<byte> Terminator => _terminated ? [] : "\n"u8;

    private void Repair(ReadOnlySpan<byte> tail)
    {
        WasTorn = true;
        _terminated = tail[^1] == (byte)'\n';
        byte[] skipped = [.. tail, .. Terminator];
        Write([new JournalEvent.JournalRepaired(skipped.Length, JournalLine.Hash(skipped))]);
    }

    private void WriteWaiting()
    {
        List<Pending> taken = [];
        while (_waiting.TryDequeue(out Pending? next))
        {
            taken.Add(next);
        }

        List<JournalEvent> written;
        try
        {
            written = Write([.. taken.Select(p => p.Event)]);
        }
        catch (Exception e)
        {
            // Each of those who appended throws it on.
            taken.ForEach(p => p.Fail(e));
            return;
        }

        for (int i = 0; i < taken.Count; i++)
        {
            taken[i].Done(written[i]);
            foreach (IJournalObserver observer in _observers.ToArray())
            {
                Tell(observer, written[i]);
            }
        }
    }

    private List<JournalEvent> Write(IReadOnlyList<JournalEvent> events)
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

        List<JournalEvent> stamped = [.. events.Select(e => e.At == default ? e with { At = _time.GetUtcNow() } : e)];
        using MemoryStream lines = new();
        lines.Write(Terminator);
        JournalHead head = _head;
        foreach (JournalEvent e in stamped)
        {
            byte[] line = JournalLine.Write(head.Lines + 1, head.Sha256, e);
            lines.Write(line);
            lines.WriteByte((byte)'\n');
            head = new JournalHead(head.Lines + 1, JournalLine.Hash(line));
        }

        try
        {
            _store.AppendJournal(lines.GetBuffer().AsSpan(0, (int)lines.Length));
        }
        catch (Exception e)
        {
            _broken = e;
            throw;
        }

        _terminated = true;
        _head = head;
        _events.AddRange(stamped);
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

    // An event on its way to the disk.
    private sealed class Pending(JournalEvent journalEvent)
    {
        private JournalEvent? _written;
        private Exception? _fault;

        public JournalEvent Event => journalEvent;

        public bool IsDone => _written is not null || _fault is not null;

        public void Done(JournalEvent written) => _written = written;

        public void Fail(Exception fault) => _fault = fault;

        public JournalEvent Result()
        {
            if (_fault is not null)
            {
                ExceptionDispatchInfo.Throw(_fault);
            }

            return _written!;
        }
    }
}
