using System.Globalization;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>Everything before the gate: sentinels, writers, the backup, the recovery target, and the quiet at the end.</summary>
/// <param name="c">The cycle.</param>
public sealed class SeedSteps(CycleContext c)
{
    // Far more than clock resolution and the 1.1 ms by which commit timestamps were seen to run backwards.
    private static readonly TimeSpan QuietGap = TimeSpan.FromMilliseconds(60);

    /// <summary>Makes the proof database, writes A and starts the writers.</summary>
    public async Task SeedAAsync(CancellationToken cancellationToken)
    {
        ServerIdentity server = await c.Stack.Database.IdentifyAsync(cancellationToken);
        c.Facts.SegmentSize = server.SegmentSize;
        c.Facts.LoadStart = server.InsertLsn;
        await c.Stack.Database.Proof.PrepareAsync(c.Settings.Accounts, c.Settings.InitialBalance, cancellationToken);
        await c.WriteSentinelAsync(SentinelName.A, cancellationToken);

        var counters = new LedgerCounters();
        var clock = new LedgerClock(c.Time);
        var load = new LoadGenerator(c.Store.Run, c.Cycle, c.Settings.Accounts, counters);
        c.Facts.Load = load;
        List<LedgerRecorder> recorders = [];
        for (int writer = 0; writer < c.Settings.Writers; writer++)
        {
            recorders.Add(new LedgerRecorder(c.Store.OpenLedger(c.Cycle, c.Facts.Attempt, writer), c.Store.Run, c.Cycle, writer, clock, counters));
        }

        c.Facts.LoadStartedAt = c.Time.GetTimestamp();
        await load.StartAsync(c.Stack.Database.Clients, recorders, cancellationToken);
    }

    /// <summary>Takes the full backup while the writers run.</summary>
    public async Task BackUpAsync(CancellationToken cancellationToken)
    {
        BackupSet backup = await c.Stack.Database.BackUpAsync(cancellationToken);
        c.Record(new JournalEvent.BackupTaken(c.Cycle, backup));
        Load.ThrowIfBroken();
    }

    /// <summary>Writes B, which no backup has, and lets the writers run for the load time.</summary>
    public async Task SeedBAsync(CancellationToken cancellationToken)
    {
        await c.WriteSentinelAsync(SentinelName.B, cancellationToken);

        // B's segment is closed behind it: it lies in the middle of what recovery needs, neither in the backup's WAL nor at the end.
        await c.Stack.Database.CloseSegmentAsync($"phoenix-b-c{c.Cycle}", cancellationToken);
        await RunLoadAsync(cancellationToken);
    }

    /// <summary>Puts the recovery target into a quiet gap after B, then writes C and more load that must not come back.</summary>
    public async Task ChooseTargetAsync(CancellationToken cancellationToken)
    {
        if (c.Settings.Target.Kind is RecoveryTargetKind.Latest || c.Facts.Earlier is not null)
        {
            return;
        }

        if (c.Settings.Target.NeedsValue)
        {
            // In a gap between transactions: what is acknowledged then lies before the target, what is sent later behind it.
            await Load.DrainAsync(cancellationToken);
            RecoveryTarget chosen = c.Settings.Target with { Value = await ChooseAsync(c.Settings.Target.Kind, cancellationToken) };
            c.Record(new JournalEvent.TargetChosen(c.Cycle, chosen.ToString(), chosen.Kind == RecoveryTargetKind.Time ? RecoveryTargetParser.ParseTime(chosen.Value!) : null));
        }

        await c.WriteSentinelAsync(SentinelName.C, cancellationToken);
        await RunLoadAsync(cancellationToken);
    }

    /// <summary>Lets the writers finish what they sent and stops them.</summary>
    public async Task QuiesceAsync(CancellationToken cancellationToken)
    {
        await Load.DrainAsync(cancellationToken);
        await c.EndLoadAsync();
    }

    private LoadGenerator Load => c.Facts.Load ?? throw new InvalidOperationException("the writers were not started");

    private async Task RunLoadAsync(CancellationToken cancellationToken)
    {
        Load.Resume();
        long start = c.Time.GetTimestamp();

        // The load time is what was asked for: this is a duration, not a wait for a condition.
        await Task.Delay(c.Settings.Load, c.Time, cancellationToken);
        Load.ThrowIfBroken();
        c.Record(new JournalEvent.WaitEnded("load", c.Time.GetElapsedTime(start).TotalSeconds));
    }

    private async Task<string> ChooseAsync(RecoveryTargetKind kind, CancellationToken cancellationToken) => kind switch
    {
        RecoveryTargetKind.Time => await ChooseTimeAsync(cancellationToken),
        RecoveryTargetKind.Lsn => (await c.Stack.Database.IdentifyAsync(cancellationToken)).InsertLsn.ToString(),
        RecoveryTargetKind.Xid => (await c.Stack.Database.Clients.ProbeWriteAsync(cancellationToken)).ToString(CultureInfo.InvariantCulture),
        RecoveryTargetKind.Name => (await c.Stack.Database.CloseSegmentAsync($"phoenix-target-{c.Store.Run.ToString("N")[..8]}-c{c.Cycle}", cancellationToken)).RestorePoint,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no target that has a value"),
    };

    private async Task<string> ChooseTimeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset quiet = await c.Stack.Database.Clients.ReadClockAsync(cancellationToken);
        DateTimeOffset target = quiet + (QuietGap / 2);
        while (await c.Stack.Database.Clients.ReadClockAsync(cancellationToken) is DateTimeOffset now && now < quiet + QuietGap)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), c.Time, cancellationToken);
        }

        return RecoveryTargetParser.FormatTime(target);
    }
}
