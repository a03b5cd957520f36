using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>
/// The drill's clients: each moves money between two accounts and adds its ledger row, one transaction after the other, as fast as the server
/// acknowledges. They can be drained (for a quiet gap) and started again.
/// </summary>
public sealed class LoadGenerator : IAsyncDisposable
{
    private static readonly TimeSpan Backoff = TimeSpan.FromMilliseconds(100);

    private readonly Guid _run;
    private readonly int _cycle;
    private readonly int _accounts;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly List<Task> _tasks = [];
    private TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _drained;
    private int _active;
    private ulong _lastAcknowledged;

    /// <summary>Prepares the load; nothing is sent before <see cref="StartAsync"/>.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cycle">The cycle.</param>
    /// <param name="accounts">Number of accounts, at least 2.</param>
    /// <param name="counters">The counters that the recorders count in.</param>
    public LoadGenerator(Guid run, int cycle, int accounts, LedgerCounters counters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(accounts, 2);
        _run = run;
        _cycle = cycle;
        _accounts = accounts;
        Counters = counters;
    }

    /// <summary>What was attempted so far, and how it ended.</summary>
    public LedgerCounters Counters { get; }

    /// <summary>The highest insert LSN that an acknowledgement carried.</summary>
    public Lsn LastAcknowledged => new(Interlocked.Read(ref _lastAcknowledged));

    /// <summary>Opens one connection for each recorder and lets the writers run.</summary>
    public async Task StartAsync(IProofStore store, IReadOnlyList<LedgerRecorder> recorders, CancellationToken cancellationToken)
    {
        Task<IProofWriter>[] opening = [.. recorders.Select(_ => store.OpenWriterAsync(cancellationToken))];
        try
        {
            await Task.WhenAll(opening);
        }
        catch
        {
            foreach (Task<IProofWriter> opened in opening.Where(o => o.IsCompletedSuccessfully))
            {
                await (await opened).DisposeAsync();
            }

            throw;
        }

        for (int i = 0; i < recorders.Count; i++)
        {
            IProofWriter writer = await opening[i];
            int number = i;
            _tasks.Add(Task.Run(() => WriteAsync(number, writer, recorders[number]), CancellationToken.None));
        }

        Resume();
    }

    /// <summary>Lets no new transfer begin and returns when none is under way.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        Task drained;
        lock (_lock)
        {
            if (_open.Task.IsCompleted)
            {
                _open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            if (_active == 0)
            {
                return;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
        }

        await drained.WaitAsync(cancellationToken);
    }

    /// <summary>Lets the writers run again.</summary>
    public void Resume()
    {
        lock (_lock)
        {
            _open.TrySetResult();
        }
    }

    /// <summary>Lets no writer begin another transfer, without waiting for those under way.</summary>
    public void RequestStop() => _stop.Cancel();

    /// <summary>Ends the writers and returns when each has recorded its last outcome. Rethrows when recording failed: an unrecorded write would be a hole in the proof.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_tasks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    /// <summary>Fails when a writer can no longer record: the caller must not go on as if it did.</summary>
    public void ThrowIfBroken()
    {
        foreach (Task task in _tasks)
        {
            if (task.IsFaulted)
            {
                task.GetAwaiter().GetResult();
            }
        }
    }

    private async Task WriteAsync(int writer, IProofWriter connection, LedgerRecorder recorder)
    {
        await using IProofWriter disposing = connection;
        using LedgerRecorder closing = recorder;
        long number = 0;
        while (await EnterAsync())
        {
            try
            {
                Attempt attempt = Next(writer, ++number);
                recorder.Attempted(attempt);

                // A transfer that was begun is finished: cancelling it would only make more doubt.
                TransferOutcome outcome = await connection.TransferAsync(_run, _cycle, attempt, CancellationToken.None);
                recorder.Ended(number, outcome);
                if (outcome.Outcome == WriteOutcome.Acknowledged)
                {
                    RaiseLastAcknowledged(outcome.InsertLsn.Value);
                }
                else
                {
                    // A server that restarts refuses thousands of times a second; the ledger is to tell of writes, not of refusals.
                    await Task.Delay(Backoff);
                }
            }
            finally
            {
                Leave();
            }
        }
    }

    private async Task<bool> EnterAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            Task open;
            lock (_lock)
            {
                if (_open.Task.IsCompleted)
                {
                    _active++;
                    return true;
                }

                open = _open.Task;
            }

            await open.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    private void Leave()
    {
        lock (_lock)
        {
            if (--_active == 0 && !_open.Task.IsCompleted)
            {
                _drained?.TrySetResult();
                _drained = null;
            }
        }
    }

    private Attempt Next(int writer, long number)
    {
        int from = Random.Shared.Next(_accounts);
        int to = Random.Shared.Next(_accounts - 1);
        to += to >= from ? 1 : 0;
        long nonce = Random.Shared.NextInt64(long.MinValue, long.MaxValue);
        long amount = Random.Shared.Next(1, 100);
        return new Attempt(writer, number, nonce, from, to, amount, LedgerDigest.Compute(_run, _cycle, writer, number, nonce, from, to, amount));
    }

    private void RaiseLastAcknowledged(ulong lsn)
    {
        ulong seen = Interlocked.Read(ref _lastAcknowledged);
        while (lsn > seen)
        {
            ulong before = Interlocked.CompareExchange(ref _lastAcknowledged, lsn, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
