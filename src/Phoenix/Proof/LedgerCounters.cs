namespace Phoenix.Proof;

/// <summary>How the load goes, for live display. Thread-safe; the verdict never reads it.</summary>
public sealed class LedgerCounters
{
    private long _attempted;
    private long _acknowledged;
    private long _failed;
    private long _inDoubt;

    /// <summary>Attempts begun.</summary>
    public long Attempted => Interlocked.Read(ref _attempted);

    /// <summary>Attempts acknowledged.</summary>
    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <summary>Attempts that failed before COMMIT was sent.</summary>
    public long Failed => Interlocked.Read(ref _failed);

    /// <summary>Attempts that ended in doubt (those still under way are not counted).</summary>
    public long InDoubt => Interlocked.Read(ref _inDoubt);

    internal void CountAttempt() => Interlocked.Increment(ref _attempted);

    internal void Count(WriteOutcome outcome)
    {
        switch (outcome)
        {
            case WriteOutcome.Acknowledged:
                Interlocked.Increment(ref _acknowledged);
                break;
            case WriteOutcome.Failed:
                Interlocked.Increment(ref _failed);
                break;
            default:
                Interlocked.Increment(ref _inDoubt);
                break;
        }
    }
}
