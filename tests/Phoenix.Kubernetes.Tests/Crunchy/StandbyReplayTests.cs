using Phoenix.Errors;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Kubernetes.Tests.Crunchy;

/// <summary>When a standby has replayed all that it can, and when it only stands.</summary>
public sealed class StandbyReplayTests
{
    private static readonly WalSegment Newest = new(1, 5);
    private readonly JumpingTime _time = new();
    private readonly List<string> _told = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_end_of_the_newest_known_segment_is_the_end()
    {
        Assert.Equal(Newest.End, await RunAsync(Newest, Newest.Start, Newest.End));
        Assert.True(_time.Elapsed < TimeSpan.FromSeconds(2), "it waited for nothing");
    }

    [Fact]
    public async Task Inside_the_newest_known_segment_it_may_stand_still()
    {
        Lsn inside = new(Newest.Start.Value + 100);

        Assert.Equal(inside, await RunAsync(Newest, Newest.Start, inside));
        Assert.InRange(_time.Elapsed, TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(22));
    }

    [Fact]
    public async Task Before_it_standing_still_is_a_fault_and_names_the_segment()
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => RunAsync(Newest, new Lsn(100), new Lsn(200)));

        Assert.Equal(ErrorCode.TimedOut, e.Code);
        Assert.Contains(Newest.Name, e.Message, StringComparison.Ordinal);
        Assert.Contains(new Lsn(200).ToString(), e.Message, StringComparison.Ordinal);
        Assert.InRange(_time.Elapsed, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5.1));
    }

    [Fact]
    public async Task At_the_very_start_of_the_newest_segment_nothing_of_it_was_replayed() =>
        Assert.Equal(ErrorCode.TimedOut, (await Assert.ThrowsAsync<PhoenixException>(() => RunAsync(Newest, Newest.Start))).Code);

    [Fact]
    public async Task A_standby_that_has_replayed_nothing_yet_is_not_at_its_end()
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => RunAsync(null, Lsn.Zero));

        Assert.Equal(ErrorCode.TimedOut, e.Code);
    }

    [Fact]
    public async Task With_nothing_known_standing_still_is_the_end() => Assert.Equal(new Lsn(300), await RunAsync(null, new Lsn(100), new Lsn(300)));

    [Fact]
    public async Task One_that_somebody_else_opens_meanwhile_is_refused()
    {
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => RunAsync(Newest, new Lsn(100), null));

        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
    }

    [Fact]
    public async Task One_that_is_not_reached_for_a_while_did_not_stand_still()
    {
        Lsn inside = new(Newest.Start.Value + 100);
        int asked = 0;

        Lsn at = await new StandbyReplay(_ => ++asked is > 1 and < 100 ? throw Unreached() : Task.FromResult<Lsn?>(asked < 120 ? inside : Newest.End), _time, _told.Add).AwaitAsync(Newest, Token);

        Assert.Equal(Newest.End, at);
        Assert.Contains(_told, t => t.Contains("it is not reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_not_reached_any_more_is_a_fault()
    {
        int asked = 0;

        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() =>
            new StandbyReplay(_ => ++asked > 1 ? throw Unreached() : Task.FromResult<Lsn?>(new Lsn(100)), _time, _told.Add).AwaitAsync(Newest, Token));

        Assert.Equal(ErrorCode.TimedOut, e.Code);
        Assert.Contains("has not been reached for 300 s: the way is broken", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_replay_tells_how_far_it_is()
    {
        await RunAsync(Newest, [.. Enumerable.Range(1, 100).Select(i => (Lsn?)new Lsn((ulong)i)), Newest.End]);

        Assert.Contains(_told, t => t.Contains($"of {Newest.End}", StringComparison.Ordinal));
    }

    private static PhoenixException Unreached() => new(ErrorCode.ToolFailed, "the way is broken", "mend it", new IOException("broken"));

    // The last position is where it stands from then on.
    private Task<Lsn> RunAsync(WalSegment? newest, params Lsn?[] positions)
    {
        int at = -1;
        return new StandbyReplay(_ => Task.FromResult(positions[Math.Min(++at, positions.Length - 1)]), _time, _told.Add).AwaitAsync(newest, Token);
    }

    // Each delay passes at once, and the clock says that it did.
    private sealed class JumpingTime : TimeProvider
    {
        private long _ticks;

        public TimeSpan Elapsed => new(Volatile.Read(ref _ticks));

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Volatile.Read(ref _ticks);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Add(ref _ticks, dueTime.Ticks);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
            return new Done();
        }

        private sealed class Done : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => false;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }
}
