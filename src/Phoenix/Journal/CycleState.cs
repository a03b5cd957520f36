using System.Collections.Immutable;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Journal;

/// <summary>What is on record about one cycle. What an abandoned seeding did is forgotten; a wipe never is.</summary>
/// <param name="Cycle">The cycle, from 1.</param>
/// <param name="Attempt">The seeding that counts, from 1.</param>
public sealed record CycleState(int Cycle, int Attempt)
{
    /// <summary>What the repository's endpoint makes of conditional puts; null while that was not tried.</summary>
    public ConditionalPuts? ConditionalPuts { get; init; }

    /// <summary>The steps, in the order in which they were last begun.</summary>
    public ImmutableList<StepRecord> Steps { get; init; } = [];

    /// <summary>The layers, in the order in which something was last begun on them, each phase on its own.</summary>
    public ImmutableList<LayerRecord> Layers { get; init; } = [];

    // What is in the layers: a fold of a thousand of them must not look through all for each. (By text: a set of pairs would be compiled at each start.)
    private ImmutableHashSet<string> Begun { get; init; } = [];

    /// <summary>The attempts that failed for a transient reason and were repeated, in order.</summary>
    public ImmutableList<JournalEvent.LayerRetried> Retries { get; init; } = [];

    /// <summary>The milestones that were reached, in order.</summary>
    public ImmutableList<JournalEvent.MilestoneReached> Milestones { get; init; } = [];

    /// <summary>The writers' end.</summary>
    public JournalEvent.LoadEnded? Load { get; init; }

    /// <summary>The moment of an instant wipe.</summary>
    public JournalEvent.MomentDrawn? Moment { get; init; }

    /// <summary>The full backup.</summary>
    public BackupSet? Backup { get; init; }

    /// <summary>The sentinels written.</summary>
    public ImmutableList<Sentinel> Sentinels { get; init; } = [];

    /// <summary>The recovery target with its value.</summary>
    public JournalEvent.TargetChosen? Target { get; init; }

    /// <summary>The earlier cycle that accounts for a target of the past; null for a target of this cycle.</summary>
    public JournalEvent.EarlierCycleChosen? Earlier { get; init; }

    /// <summary>The gate, as evaluated last.</summary>
    public JournalEvent.GateEvaluated? Gate { get; init; }

    /// <summary>The witness.</summary>
    public Witness? Witness { get; init; }

    /// <summary>When the wipe first began; null while it has not. From then on no seed step may run.</summary>
    public DateTimeOffset? WipeStartedAt { get; init; }

    /// <summary>Whose repository it was before this stack's.</summary>
    public JournalEvent.RepositoryTakenOver? TakenOver { get; init; }

    /// <summary>That a wipe went on although its gate did not pass.</summary>
    public JournalEvent.DataLossAccepted? LossAccepted { get; init; }

    /// <summary>When and how the stack was first cut off from the repository.</summary>
    public JournalEvent.CutOff? CutOff { get; init; }

    /// <summary>The wipe, as seen when it last ended.</summary>
    public WipeObservation? Wipe { get; init; }

    /// <summary>The reborn server that is held or was published.</summary>
    public ServerObservation? Rebirth { get; init; }

    /// <summary>When the rebirth was published; null when it was not.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Why earlier rebirths were destroyed, unpublished.</summary>
    public ImmutableList<string> Discarded { get; init; } = [];

    /// <summary>What the checkers said of the latest rebirth, one finding a checker.</summary>
    public ImmutableList<Finding> Findings { get; init; } = [];

    /// <summary>The figures.</summary>
    public CycleReport? Report { get; init; }

    /// <summary>The verdict that the drill reached.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether a step of this name succeeded, in the seeding that counts.</summary>
    public bool HasSucceeded(string step) => Steps.Any(s => s.Name == step && s.State is StepState.Succeeded);

    /// <summary>The state after one more event of this cycle; seeding 0 is what was done before the cycle was begun (preflight).</summary>
    /// <exception cref="PhoenixException">RecordDamaged: the event cannot follow (a seeding after the wipe, a rebirth after one was published).</exception>
    internal CycleState With(JournalEvent.OfCycle journalEvent) => journalEvent switch
    {
        JournalEvent.CycleStarted e => WipeStartedAt is null
            ? Attempt == 0 ? this with { Attempt = e.Attempt } : new CycleState(Cycle, e.Attempt)
            : throw Impossible("its seeding began again after its wipe"),
        JournalEvent.EndpointTried e => this with { ConditionalPuts = e.ConditionalPuts },
        JournalEvent.StepStarted e => this with
        {
            Steps = Steps.RemoveAll(s => s.Name == e.Step).Add(new StepRecord(e.Step, e.At, null, null, null)),
        },
        JournalEvent.StepEnded e => this with { Steps = End(Steps, e) },
        JournalEvent.LayerStarted e => this with
        {
            Layers = Without(e.Layer, e.Phase).Add(new LayerRecord(e.Layer, e.Phase, e.At, null, null, null)),
            Begun = Begun.Add(Key(e.Layer, e.Phase)),
        },
        JournalEvent.LayerRaised => this,
        JournalEvent.LayerEnded e => this with { Layers = End(e), Begun = Begun.Add(Key(e.Layer, e.Phase)) },
        JournalEvent.LayerGateStarted e => WithGate(e.Layer, e.At, l => l with { Awaited = e.Gate }),
        JournalEvent.LayerGateEnded e => WithGate(e.Layer, e.At - TimeSpan.FromSeconds(e.Seconds), l => l with { Awaited = null, Gates = l.Gates.Add(e) }),
        JournalEvent.LayerRetried e => this with { Retries = Retries.Add(e) },
        JournalEvent.MilestoneReached e => this with { Milestones = Milestones.RemoveAll(m => m.Milestone == e.Milestone).Add(e) },
        JournalEvent.LoadEnded e => this with { Load = e },
        JournalEvent.BackupTaken e => this with { Backup = e.Backup },
        JournalEvent.SentinelWritten e => this with { Sentinels = Sentinels.RemoveAll(s => s.Name == e.Sentinel.Name).Add(e.Sentinel) },
        JournalEvent.TargetChosen e => this with { Target = e },
        JournalEvent.EarlierCycleChosen e => this with { Earlier = e },
        JournalEvent.GateEvaluated e => this with { Gate = e },
        JournalEvent.MomentDrawn e => this with { Moment = e },
        JournalEvent.WitnessRecorded e => this with { Witness = e.Witness },
        JournalEvent.WipeStarted e => PublishedAt is null
            ? this with { WipeStartedAt = WipeStartedAt ?? e.At }
            : throw Impossible("it was wiped after its rebirth was published"),
        JournalEvent.CutOff e => this with { CutOff = CutOff ?? e },
        JournalEvent.WipeEnded e => this with { Wipe = e.Observation },
        JournalEvent.RepositoryTakenOver e => this with { TakenOver = e },
        JournalEvent.DataLossAccepted e => this with { LossAccepted = e },
        JournalEvent.RebirthHeld e => PublishedAt is null
            ? this with { Rebirth = e.Observation, Findings = [] }
            : throw Impossible("a rebirth was held after one was published"),
        JournalEvent.Published e => this with { PublishedAt = PublishedAt ?? e.At },
        JournalEvent.Discarded e => PublishedAt is null
            ? this with { Rebirth = null, Discarded = Discarded.Add(e.Reason) }
            : throw Impossible("its rebirth was destroyed after it was published"),
        JournalEvent.FindingMade e => this with { Findings = Keep(Findings, e.Finding) },
        JournalEvent.CycleReported e => this with { Report = e.Report },
        JournalEvent.VerdictReached e => this with { Verdict = Verdict is { } earlier && earlier > e.Verdict ? earlier : e.Verdict },
        _ => throw new ArgumentOutOfRangeException(nameof(journalEvent), journalEvent, "an event that the fold does not know"),
    };

    // A resumed run may look again, and a later look replaces one that could not tell. What was once refuted about a server stays refuted.
    private static ImmutableList<Finding> Keep(ImmutableList<Finding> findings, Finding finding)
    {
        Finding? earlier = findings.Find(f => f.Checker == finding.Checker);
        return earlier is { Verdict: Proof.Verdict.Refuted } && finding.Verdict is not Proof.Verdict.Refuted
            ? findings
            : findings.RemoveAll(f => f.Checker == finding.Checker).Add(finding);
    }

    private static ImmutableList<StepRecord> End(ImmutableList<StepRecord> steps, JournalEvent.StepEnded e)
    {
        StepRecord? begun = steps.Find(s => s.Name == e.Step && s.State is null);
        DateTimeOffset startedAt = begun?.StartedAt ?? e.At - TimeSpan.FromSeconds(e.Seconds);
        return steps.RemoveAll(s => s.Name == e.Step).Add(new StepRecord(e.Step, startedAt, e.State, e.Reason, e.Seconds) { Explanation = e.Explanation });
    }

    private ImmutableList<LayerRecord> End(JournalEvent.LayerEnded e)
    {
        int last = IndexOf(e.Layer, e.Phase);
        LayerRecord? begun = last >= 0 && Layers[last].State is null ? Layers[last] : null;
        DateTimeOffset startedAt = begun?.StartedAt ?? e.At - TimeSpan.FromSeconds(e.Seconds);
        return Without(e.Layer, e.Phase).Add(new LayerRecord(e.Layer, e.Phase, startedAt, e.State, e.Reason, e.Seconds) { Gates = begun?.Gates ?? [], Explanation = e.Explanation });
    }

    // A layer that was there before has no start on record, and its gates are awaited all the same.
    private CycleState WithGate(string layer, DateTimeOffset at, Func<LayerRecord, LayerRecord> change)
    {
        int last = IndexOf(layer, LayerPhase.Up);
        return last >= 0 && Layers[last].State is null
            ? this with { Layers = Layers.SetItem(last, change(Layers[last])) }
            : this with { Layers = Without(layer, LayerPhase.Up).Add(change(new LayerRecord(layer, LayerPhase.Up, at, null, null, null))), Begun = Begun.Add(Key(layer, LayerPhase.Up)) };
    }

    private ImmutableList<LayerRecord> Without(string layer, LayerPhase phase) => IndexOf(layer, phase) is >= 0 and int at ? Layers.RemoveAt(at) : Layers;

    private static string Key(string layer, LayerPhase phase) => phase is LayerPhase.Up ? "up " + layer : "wipe " + layer;

    // Each layer and phase is in the list once at most. Sought from its end, near which what is under way stands; what was never begun is not sought at all.
    private int IndexOf(string layer, LayerPhase phase) => Begun.Contains(Key(layer, phase)) ? Layers.FindLastIndex(l => l.Name == layer && l.Phase == phase) : -1;

    private PhoenixException Impossible(string what) => new(
        ErrorCode.RecordDamaged,
        $"the journal says of cycle {Cycle} what cannot be: {what}",
        "keep the run's folder for inspection and begin a new run");
}
