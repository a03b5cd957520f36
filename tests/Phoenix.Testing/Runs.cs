using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Testing;

/// <summary>The events of a plain drill, as a base that tests take from, add to and damage.</summary>
public static class Runs
{
    public static readonly DateTimeOffset Begin = new(2026, 2, 10, 14, 54, 2, TimeSpan.Zero);

    public static readonly Guid Run = Guid.CreateVersion7(Begin);

    /// <summary>A whole run of Proven cycles.</summary>
    public static IEnumerable<JournalEvent> Proven(int cycles, IReadOnlyDictionary<string, string>? settings = null)
    {
        yield return Started(settings ?? new Dictionary<string, string>());
        for (int cycle = 1; cycle <= cycles; cycle++)
        {
            foreach (JournalEvent e in Cycle(cycle))
            {
                yield return e;
            }
        }

        yield return new JournalEvent.RunEnded(Verdict.Proven, 0) { At = Begin.AddSeconds(34.2) };
    }

    public static JournalEvent.RunStarted Started(IReadOnlyDictionary<string, string> settings) =>
        new(Run, "lab", settings, new Dictionary<string, string> { ["phoenix"] = "0.1.0", ["postgresql"] = "15.14" }) { At = Begin };

    public static IEnumerable<JournalEvent> Cycle(int cycle)
    {
        DateTimeOffset at = Begin.AddSeconds(cycle);
        yield return new JournalEvent.CycleStarted(cycle, 1) { At = at };
        yield return new JournalEvent.StepStarted(cycle, "backup") { At = at };
        yield return new JournalEvent.BackupTaken(cycle, Backup) { At = at };
        yield return new JournalEvent.StepEnded(cycle, "backup", StepState.Succeeded, null, 3.4567) { At = at.AddSeconds(3.4567) };
        yield return new JournalEvent.SentinelWritten(cycle, new Sentinel(SentinelName.A, "a", new Lsn(0x2000100), 740, at)) { At = at };
        yield return new JournalEvent.TargetChosen(cycle, "latest", null) { At = at };
        yield return new JournalEvent.GateEvaluated(cycle, true, [new RuleOutcome("last-segment-listed", true, "000000010000000000000003 is listed")]) { At = at };
        yield return new JournalEvent.WipeStarted(cycle) { At = at };
        yield return new JournalEvent.LayerStarted(cycle, "database", LayerPhase.Wipe) { At = at };
        yield return new JournalEvent.LayerEnded(cycle, "database", LayerPhase.Wipe, StepState.Succeeded, null, 0.5) { At = at.AddSeconds(0.5) };
        yield return new JournalEvent.CutOff(cycle, true, "d1") { At = at };
        yield return new JournalEvent.WipeEnded(cycle, new WipeObservation(at, at, at, true, "d1", "d1", new Dictionary<string, bool?> { ["database"] = true })) { At = at };
        yield return new JournalEvent.LayerStarted(cycle, "database", LayerPhase.Up) { At = at };
        yield return new JournalEvent.LayerEnded(cycle, "database", LayerPhase.Up, StepState.Succeeded, null, 6.25) { At = at.AddSeconds(6.25) };
        yield return new JournalEvent.RebirthHeld(cycle, Server) { At = at };
        yield return new JournalEvent.Published(cycle) { At = at };
        yield return new JournalEvent.FindingMade(cycle, new Finding("ledger", Verdict.Proven, "1200 acknowledged rows are there")) { At = at };
        yield return new JournalEvent.FindingMade(cycle, new Finding("sentinels", Verdict.Proven, "A and B are there", ["sentinel C"])) { At = at };
        yield return new JournalEvent.CycleReported(cycle, Report) { At = at };
        yield return new JournalEvent.VerdictReached(cycle, Verdict.Proven) { At = at };
    }

    public static BackupSet Backup { get; } = new(
        "20260210-145402F", "full", new Lsn(0x2000028), new Lsn(0x2000138), "000000010000000000000002", "000000010000000000000002",
        Begin, Begin.AddSeconds(3), 7448305301987654321, HasPageErrors: false, 33_554_432);

    public static ServerObservation Server { get; } = new(
        7448305301987654321, Begin.AddSeconds(10), 2, new TimelineHistory(2, [new TimelineSwitch(1, new Lsn(0x3000148), "no recovery target specified")]), InRecovery: false) { BackupStart = Backup.StartLsn };

    public static CycleReport Report { get; } = new(
        12.3456789,
        new RecoveryPointActual(0, 0, 0),
        [
            new SentinelResult(SentinelName.B, SentinelExpectation.Present, SentinelExpectation.Present),
            new SentinelResult(SentinelName.A, SentinelExpectation.Present, SentinelExpectation.Present),
        ],
        new LedgerCounts(1205, 1200, 3, 2, 1201, 0, 0),
        new DatabaseResult(7448305301987654321, 1, 2, Lsn.Parse("0/3000100"), Lsn.Parse("0/3000148")));
}
