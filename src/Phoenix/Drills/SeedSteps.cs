using System.Security.Cryptography;
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
    private long _loadStart;

    /// <summary>Makes the proof database, writes A and starts the writers.</summary>
    public async Task SeedAAsync(CancellationToken cancellationToken)
    {
        ServerIdentity server = await c.Stack.Database.IdentifyAsync(cancellationToken);
        c.Facts.SegmentSize = server.SegmentSize;
        c.Facts.LoadStart = server.InsertLsn;
        await c.Stack.Database.Proof.PrepareAsync(c.Settings.Accounts, c.Settings.InitialBalance, cancellationToken);
        await WriteAsync(SentinelName.A, cancellationToken);

        var counters = new LedgerCounters();
        var clock = new LedgerClock(c.Time);
        var load = new LoadGenerator(c.Store.Run, c.Cycle, c.Settings.Accounts, counters);
        c.Facts.Load = load;
        List<LedgerRecorder> recorders = [];
        for (int writer = 0; writer < c.Settings.Writers; writer++)
        {
            recorders.Add(new LedgerRecorder(c.Store.OpenLedger(c.Cycle, c.Facts.Attempt, writer), c.Store.Run, c.Cycle, writer, clock, counters));
        }

        _loadStart = c.Time.GetTimestamp();
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
        await WriteAsync(SentinelName.B, cancellationToken);

        // B's segment is closed behind it: it lies in the middle of what recovery needs, neither in the backup's WAL nor at the end.
        await c.Stack.Database.CloseSegmentAsync($"phoenix-b-c{c.Cycle}", cancellationToken);
        await RunLoadAsync(cancellationToken);
    }

    /// <summary>Puts the recovery target into a quiet gap after B, then writes C and more load that must not come back.</summary>
    public async Task ChooseTargetAsync(CancellationToken cancellationToken)
    {
        if (c.Settings.Target.Kind is RecoveryTargetKind.Latest)
        {
            return;
        }

        if (c.Settings.Target.Kind == RecoveryTargetKind.Time)
        {
            await ChooseTimeAsync(cancellationToken);
        }

        await WriteAsync(SentinelName.C, cancellationToken);
        await RunLoadAsync(cancellationToken);
    }

    /// <summary>Lets the writers finish what they sent and stops them.</summary>
    public async Task QuiesceAsync(CancellationToken cancellationToken)
    {
        await Load.DrainAsync(cancellationToken);
        await Load.StopAsync();
        LedgerCounters n = Load.Counters;
        c.Facts.LastAcknowledged = Load.LastAcknowledged > c.Facts.LastAcknowledged ? Load.LastAcknowledged : c.Facts.LastAcknowledged;
        c.Record(new JournalEvent.LoadEnded(c.Cycle, c.Time.GetElapsedTime(_loadStart).TotalSeconds, n.Attempted, n.Acknowledged, n.Failed, n.InDoubt));
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

    private async Task ChooseTimeAsync(CancellationToken cancellationToken)
    {
        await Load.DrainAsync(cancellationToken);
        DateTimeOffset quiet = await c.Stack.Database.Clients.ReadClockAsync(cancellationToken);
        DateTimeOffset target = quiet + (QuietGap / 2);
        while (await c.Stack.Database.Clients.ReadClockAsync(cancellationToken) is DateTimeOffset now && now < quiet + QuietGap)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), c.Time, cancellationToken);
        }

        RecoveryTarget chosen = c.Settings.Target with { Value = RecoveryTargetParser.FormatTime(target) };
        c.Record(new JournalEvent.TargetChosen(c.Cycle, chosen.ToString(), RecoveryTargetParser.ParseTime(chosen.Value)));
    }

    private async Task WriteAsync(SentinelName name, CancellationToken cancellationToken)
    {
        string content = $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        c.Record(new JournalEvent.SentinelWritten(
            c.Cycle, await c.Stack.Database.Clients.WriteSentinelAsync(c.Store.Run, c.Cycle, name, content, cancellationToken)));
    }
}
