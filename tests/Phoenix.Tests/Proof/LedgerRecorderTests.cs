using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class LedgerRecorderTests
{
    private static readonly Guid Run = Guid.NewGuid();
    private readonly MemoryLedgerLog _log = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 2, 10, 14, 0, 0, TimeSpan.Zero));
    private readonly LedgerCounters _counters = new();

    [Fact]
    public void Attempt_is_on_record_before_its_outcome_is_known()
    {
        using LedgerRecorder recorder = Open();
        Assert.Equal(LedgerFormat.RecordSize, _log.Content.Length);
        recorder.Attempted(Attempt(1));
        Assert.Equal(2 * LedgerFormat.RecordSize, _log.Content.Length);
        recorder.Ended(1, TransferOutcome.Failed("23505"));
        Assert.Equal(3 * LedgerFormat.RecordSize, _log.Content.Length);
    }

    [Fact]
    public void Refuses_whatever_would_leave_a_gap_or_two_attempts_under_way()
    {
        using LedgerRecorder recorder = Open();
        Assert.Throws<InvalidOperationException>(() => recorder.Attempted(Attempt(2)));
        Assert.Throws<InvalidOperationException>(() => recorder.Attempted(Attempt(1) with { Writer = 4 }));
        Assert.Throws<InvalidOperationException>(() => recorder.Ended(1, TransferOutcome.Failed("")));
        recorder.Attempted(Attempt(1));
        Assert.Throws<InvalidOperationException>(() => recorder.Attempted(Attempt(2)));
        Assert.Throws<InvalidOperationException>(() => recorder.Ended(2, TransferOutcome.Failed("")));
        Assert.Throws<InvalidOperationException>(() => recorder.Ended(1, default));
        recorder.Ended(1, TransferOutcome.Failed(""));
        Assert.Throws<InvalidOperationException>(() => recorder.Ended(1, TransferOutcome.Failed("")));
        Assert.Equal(3 * LedgerFormat.RecordSize, _log.Content.Length);
    }

    [Fact]
    public void Takes_nothing_more_after_a_torn_record()
    {
        using LedgerRecorder recorder = Open();
        recorder.Attempted(Attempt(1));
        _log.FailAt = (2 * LedgerFormat.RecordSize) + 10;
        Assert.Throws<IOException>(() => recorder.Ended(1, TransferOutcome.Acknowledged(new Lsn(8), 9)));
        _log.FailAt = long.MaxValue;
        Assert.Throws<InvalidOperationException>(() => recorder.Ended(1, TransferOutcome.Acknowledged(new Lsn(8), 9)));
        Assert.Equal((2 * LedgerFormat.RecordSize) + 10, _log.Content.Length);
        Assert.Equal(0, _counters.Acknowledged);
    }

    [Fact]
    public void Counts_for_display()
    {
        using LedgerRecorder recorder = Open();
        TransferOutcome[] outcomes = [TransferOutcome.Acknowledged(new Lsn(8), 9), TransferOutcome.Acknowledged(new Lsn(8), 9), TransferOutcome.Failed("x"),
            TransferOutcome.InDoubt(Lsn.Zero, 0, "x"), TransferOutcome.InDoubt(Lsn.Zero, 0, "x"), TransferOutcome.InDoubt(Lsn.Zero, 0, "x")];
        for (int i = 0; i < outcomes.Length; i++)
        {
            recorder.Attempted(Attempt(i + 1));
            recorder.Ended(i + 1, outcomes[i]);
        }

        recorder.Attempted(Attempt(7));
        Assert.Equal((7, 2, 1, 3), (_counters.Attempted, _counters.Acknowledged, _counters.Failed, _counters.InDoubt));
    }

    [Fact]
    public void Disposes_its_file()
    {
        Open().Dispose();
        Assert.True(_log.Disposed);
    }

    [Fact]
    public void Clock_counts_nanoseconds_from_its_own_epoch()
    {
        _time.Nanoseconds = 5_000;
        var clock = new LedgerClock(_time);
        _time.Nanoseconds = 5_123;
        Assert.Equal(123, clock.Elapsed());
        Assert.Equal(new DateTimeOffset(2026, 2, 10, 14, 0, 0, TimeSpan.Zero).AddTicks(50), clock.Epoch);
    }

    private static Attempt Attempt(long number) => new(3, number, 42, 1, 2, 5, 77);

    private LedgerRecorder Open() => new(_log, Run, 1, 3, new LedgerClock(_time), _counters);
}
