using System.Security.Cryptography;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Stacks;

namespace Phoenix.Drills;

/// <summary>What every step of a cycle works with.</summary>
/// <param name="Stack">The stack that is drilled.</param>
/// <param name="Settings">What was asked.</param>
/// <param name="Store">The run's folder.</param>
/// <param name="Journal">The run's journal.</param>
/// <param name="Time">The clock.</param>
/// <param name="Sabotage">What is broken on purpose; null for a plain drill.</param>
/// <param name="Recorded">The cycles that earlier runs left on record.</param>
/// <param name="Facts">What is known of this cycle so far.</param>
public sealed record CycleContext(
    IStack Stack,
    DrillSettings Settings,
    IRunStore Store,
    RunJournal Journal,
    TimeProvider Time,
    ISabotage? Sabotage,
    IRecordedCycles Recorded,
    CycleFacts Facts)
{
    /// <summary>The cycle's number, from 1.</summary>
    public int Cycle => Facts.Cycle;

    /// <summary>The folder, outside the stack, that holds the WAL fetched from the repository.</summary>
    public string WalDirectory => Store.Directory(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"wal/c{Cycle:0000}"));

    /// <summary>Puts an event on record and takes it into the facts.</summary>
    public void Record(JournalEvent happened)
    {
        Facts.Apply(Journal.Append(happened));
    }

    /// <summary>Ends the writers and puts on record how they ended.</summary>
    public async Task EndLoadAsync()
    {
        LoadGenerator load = Facts.Load ?? throw new InvalidOperationException("the writers were not started");
        await load.StopAsync();
        LedgerCounters n = load.Counters;
        Facts.LastAcknowledged = load.LastAcknowledged > Facts.LastAcknowledged ? load.LastAcknowledged : Facts.LastAcknowledged;
        Record(new JournalEvent.LoadEnded(Cycle, Time.GetElapsedTime(Facts.LoadStartedAt).TotalSeconds, n.Attempted, n.Acknowledged, n.Failed, n.InDoubt));
    }

    /// <summary>Writes a sentinel through the clients' address and puts it on record.</summary>
    public async Task WriteSentinelAsync(SentinelName name, CancellationToken cancellationToken)
    {
        string content = $"{name}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16))}";
        Record(new JournalEvent.SentinelWritten(Cycle, await Stack.Database.Clients.WriteSentinelAsync(Store.Run, Cycle, name, content, cancellationToken)));
    }

    /// <summary>Lets the sabotage act, when there is one.</summary>
    public async Task SabotageAsync(SabotagePoint point, CancellationToken cancellationToken)
    {
        if (Sabotage is not null && Scene is SabotageScene scene)
        {
            await Sabotage.ActAsync(point, scene, cancellationToken);
        }
    }

    /// <summary>What the rebirth is asked to do, altered by the sabotage when there is one.</summary>
    public async Task<RebirthIntent> IntendAsync(RebirthIntent intent, CancellationToken cancellationToken) =>
        Sabotage is not null && Scene is SabotageScene scene ? await Sabotage.AlterAsync(intent, scene, cancellationToken) : intent;

    // Before the gate passed there is nothing that a sabotage could know.
    private SabotageScene? Scene =>
        Facts is { Backup: not null, Witness: not null } ? new SabotageScene(Stack, Facts.Backup, Facts.Witness, Facts.SegmentSize, Store) : null;
}
