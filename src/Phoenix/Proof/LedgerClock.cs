namespace Phoenix.Proof;

/// <summary>The one monotonic clock that all writers of a cycle share; without it "acknowledged before sent" means nothing. Thread-safe.</summary>
/// <param name="time">Where timestamps come from.</param>
public sealed class LedgerClock(TimeProvider time)
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    private readonly long _start = time.GetTimestamp();

    /// <summary>The client's wall clock when this clock began: ties its times to those of the wipe, which the same machine took.</summary>
    public DateTimeOffset Epoch { get; } = time.GetUtcNow();

    /// <summary>Nanoseconds since the epoch; never runs backwards.</summary>
    public long Elapsed() => (long)((Int128)(time.GetTimestamp() - _start) * NanosecondsPerSecond / time.TimestampFrequency);
}
