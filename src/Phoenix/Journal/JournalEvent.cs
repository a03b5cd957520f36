using System.Text.Json.Serialization;
using Phoenix.Diagnosis;
using Phoenix.Execution;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Journal;

/// <summary>
/// Something that happened in a run. The family is closed: a new event is a new nested record and one line of the table below. No event has
/// a place for a secret: settings and versions are the only free dictionaries, and the drill fills them from its own options.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(RunStarted), "runStarted")]
[JsonDerivedType(typeof(RunResumed), "runResumed")]
[JsonDerivedType(typeof(JournalRepaired), "journalRepaired")]
[JsonDerivedType(typeof(CycleStarted), "cycleStarted")]
[JsonDerivedType(typeof(EndpointTried), "endpointTried")]
[JsonDerivedType(typeof(StepStarted), "stepStarted")]
[JsonDerivedType(typeof(StepEnded), "stepEnded")]
[JsonDerivedType(typeof(LayerStarted), "layerStarted")]
[JsonDerivedType(typeof(LayerRaised), "layerRaised")]
[JsonDerivedType(typeof(LayerEnded), "layerEnded")]
[JsonDerivedType(typeof(LayerRetried), "layerRetried")]
[JsonDerivedType(typeof(LayerGateStarted), "layerGateStarted")]
[JsonDerivedType(typeof(LayerGateEnded), "layerGateEnded")]
[JsonDerivedType(typeof(MilestoneReached), "milestoneReached")]
[JsonDerivedType(typeof(ToolStarted), "toolStarted")]
[JsonDerivedType(typeof(ToolEnded), "toolEnded")]
[JsonDerivedType(typeof(WaitEnded), "waitEnded")]
[JsonDerivedType(typeof(LoadEnded), "loadEnded")]
[JsonDerivedType(typeof(BackupTaken), "backupTaken")]
[JsonDerivedType(typeof(SentinelWritten), "sentinelWritten")]
[JsonDerivedType(typeof(TargetChosen), "targetChosen")]
[JsonDerivedType(typeof(EarlierCycleChosen), "earlierCycleChosen")]
[JsonDerivedType(typeof(GateEvaluated), "gateEvaluated")]
[JsonDerivedType(typeof(WitnessRecorded), "witnessRecorded")]
[JsonDerivedType(typeof(MomentDrawn), "momentDrawn")]
[JsonDerivedType(typeof(WipeStarted), "wipeStarted")]
[JsonDerivedType(typeof(CutOff), "cutOff")]
[JsonDerivedType(typeof(WipeEnded), "wipeEnded")]
[JsonDerivedType(typeof(RepositoryTakenOver), "repositoryTakenOver")]
[JsonDerivedType(typeof(DataLossAccepted), "dataLossAccepted")]
[JsonDerivedType(typeof(RebirthHeld), "rebirthHeld")]
[JsonDerivedType(typeof(Published), "published")]
[JsonDerivedType(typeof(Discarded), "discarded")]
[JsonDerivedType(typeof(FindingMade), "findingMade")]
[JsonDerivedType(typeof(CycleReported), "cycleReported")]
[JsonDerivedType(typeof(VerdictReached), "verdictReached")]
[JsonDerivedType(typeof(RunEnded), "runEnded")]
public abstract record JournalEvent
{
    private JournalEvent()
    {
    }

    /// <summary>When it happened, by this machine's clock. Left at its default, the journal sets it on appending.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>An event that belongs to one cycle.</summary>
    public abstract record OfCycle : JournalEvent
    {
        private protected OfCycle(int cycle) => Cycle = cycle;

        /// <summary>The cycle, from 1.</summary>
        public int Cycle { get; init; }
    }

    /// <summary>The run began.</summary>
    /// <param name="Run">Its id.</param>
    /// <param name="Stack">Name of the stack.</param>
    /// <param name="Settings">The command line's settings, by the names of evidence.md; never a secret.</param>
    /// <param name="Versions">Tool to version, e.g. <c>postgresql</c> to <c>15.14</c>.</param>
    public sealed record RunStarted(
        Guid Run,
        string Stack,
        IReadOnlyDictionary<string, string> Settings,
        IReadOnlyDictionary<string, string> Versions) : JournalEvent;

    /// <summary>A later process took the run up again.</summary>
    public sealed record RunResumed : JournalEvent;

    /// <summary>A torn tail, left by a crash in the middle of an append, was terminated and is skipped by readers.</summary>
    /// <param name="SkippedBytes">Bytes between the last whole line and this one.</param>
    /// <param name="SkippedSha256">SHA-256, lower-case hex, of those bytes.</param>
    public sealed record JournalRepaired(long SkippedBytes, string SkippedSha256) : JournalEvent;

    /// <summary>A cycle began, or its seeding began again.</summary>
    /// <param name="Cycle">The cycle, from 1.</param>
    /// <param name="Attempt">How often its seeding was begun, from 1.</param>
    public sealed record CycleStarted(int Cycle, int Attempt) : OfCycle(Cycle);

    /// <summary>It was found out what the repository's endpoint can do.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="ConditionalPuts">What it makes of conditional puts.</param>
    public sealed record EndpointTried(int Cycle, ConditionalPuts ConditionalPuts) : OfCycle(Cycle);

    /// <summary>A step is about to be done.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Step">Stable name of the step.</param>
    public sealed record StepStarted(int Cycle, string Step) : OfCycle(Cycle);

    /// <summary>A step ended.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Step">Stable name of the step.</param>
    /// <param name="State">How it ended.</param>
    /// <param name="Reason">Why, for anything but success.</param>
    /// <param name="Seconds">How long it took, by a monotonic clock.</param>
    public sealed record StepEnded(int Cycle, string Step, StepState State, string? Reason, double Seconds) : OfCycle(Cycle)
    {
        /// <summary>Code of the error that ended it, as in errors.md; null for none, and for an error without a code.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Code { get; init; }

        /// <summary>What the catalogue of known failures said of the reason then; null where it knew nothing of it, and in journals of versions that had none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public KnownCause? Explanation { get; init; }
    }

    /// <summary>A layer is about to be raised or destroyed.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    /// <param name="Phase">What is done to it.</param>
    public sealed record LayerStarted(int Cycle, string Layer, LayerPhase Phase) : OfCycle(Cycle);

    /// <summary>The up of a layer is through, what is awaited of it (outputs, gates) not yet: it is not run again when the run is taken up.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    public sealed record LayerRaised(int Cycle, string Layer) : OfCycle(Cycle);

    /// <summary>A layer is raised or destroyed, or is not.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    /// <param name="Phase">What was done to it.</param>
    /// <param name="State">How it ended.</param>
    /// <param name="Reason">Why, for anything but success.</param>
    /// <param name="Seconds">How long it took, its gates included.</param>
    public sealed record LayerEnded(int Cycle, string Layer, LayerPhase Phase, StepState State, string? Reason, double Seconds) : OfCycle(Cycle)
    {
        /// <summary>Code of the error that ended it, as in errors.md; null for none, and for an error without a code.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Code { get; init; }

        /// <summary>What the catalogue of known failures said of the reason then; null where it knew nothing of it, and in journals of versions that had none.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public KnownCause? Explanation { get; init; }
    }

    /// <summary>An up or wipe of a layer failed for a transient reason and is tried again.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    /// <param name="Phase">What is done to it.</param>
    /// <param name="Attempt">The attempt that failed, from 1.</param>
    /// <param name="Reason">Why it failed.</param>
    public sealed record LayerRetried(int Cycle, string Layer, LayerPhase Phase, int Attempt, string Reason) : OfCycle(Cycle)
    {
        /// <summary>Code of the error, as in errors.md.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Code { get; init; }
    }

    /// <summary>A gate of a layer is awaited.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    /// <param name="Gate">Name of the gate.</param>
    public sealed record LayerGateStarted(int Cycle, string Layer, string Gate) : OfCycle(Cycle);

    /// <summary>A gate of a layer holds, or is no longer awaited.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Layer">Name of the layer.</param>
    /// <param name="Gate">Name of the gate.</param>
    /// <param name="State">How it ended.</param>
    /// <param name="Reason">Why, for anything but success.</param>
    /// <param name="Seconds">How long it was awaited; part of the layer's time.</param>
    public sealed record LayerGateEnded(int Cycle, string Layer, string Gate, StepState State, string? Reason, double Seconds) : OfCycle(Cycle)
    {
        /// <summary>Code of the error that ended it, as in errors.md; null for none, and for an error without a code.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public string? Code { get; init; }
    }

    /// <summary>All layers of a milestone are Ready.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Milestone">Its name.</param>
    /// <param name="Seconds">Since the layers began to be raised.</param>
    public sealed record MilestoneReached(int Cycle, string Milestone, double Seconds) : OfCycle(Cycle);

    /// <summary>A tool's process runs; if Phoenix dies now, pid and start ticks say what to clear.</summary>
    /// <param name="Tool">Name for people.</param>
    /// <param name="Pid">Process id, also its session and group.</param>
    /// <param name="StartTicks">Its start, in clock ticks since boot.</param>
    public sealed record ToolStarted(string Tool, int Pid, long StartTicks) : JournalEvent;

    /// <summary>A tool's process ended.</summary>
    /// <param name="Tool">Name for people.</param>
    /// <param name="Pid">Process id.</param>
    /// <param name="StartTicks">Its start, in clock ticks since boot.</param>
    /// <param name="ExitCode">Its exit code.</param>
    /// <param name="Seconds">How long it ran.</param>
    public sealed record ToolEnded(string Tool, int Pid, long StartTicks, int ExitCode, double Seconds) : JournalEvent;

    /// <summary>Time was spent awaiting something; counted apart from tools.</summary>
    /// <param name="What">What was awaited, e.g. <c>archive</c>.</param>
    /// <param name="Seconds">How long.</param>
    public sealed record WaitEnded(string What, double Seconds) : JournalEvent;

    /// <summary>The writers ended, by draining or by the wipe.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Seconds">How long they wrote.</param>
    /// <param name="Attempted">Writes sent or about to be sent.</param>
    /// <param name="Acknowledged">Those acknowledged.</param>
    /// <param name="Failed">Those that failed before COMMIT was sent.</param>
    /// <param name="InDoubt">All others.</param>
    public sealed record LoadEnded(int Cycle, double Seconds, long Attempted, long Acknowledged, long Failed, long InDoubt) : OfCycle(Cycle);

    /// <summary>The cycle's full backup is in the repository.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Backup">The backup as the repository lists it.</param>
    public sealed record BackupTaken(int Cycle, BackupSet Backup) : OfCycle(Cycle);

    /// <summary>A sentinel was written and acknowledged.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Sentinel">The sentinel.</param>
    public sealed record SentinelWritten(int Cycle, Sentinel Sentinel) : OfCycle(Cycle);

    /// <summary>The recovery target has its value.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Target">The target in the command line's spelling.</param>
    /// <param name="Time">For a time target: the moment.</param>
    public sealed record TargetChosen(int Cycle, string Target, DateTimeOffset? Time) : OfCycle(Cycle);

    /// <summary>The recovery target lies before this run: an earlier cycle accounts for what a rebirth to it must hold.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Run">The earlier cycle's run.</param>
    /// <param name="EarlierCycle">The earlier cycle.</param>
    /// <param name="BackupLabel">The full backup that it took, from which the rebirth starts.</param>
    public sealed record EarlierCycleChosen(int Cycle, Guid Run, int EarlierCycle, string BackupLabel) : OfCycle(Cycle);

    /// <summary>The safe-to-burn gate was evaluated.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Passed">Whether all rules hold.</param>
    /// <param name="Rules">Each rule.</param>
    public sealed record GateEvaluated(int Cycle, bool Passed, IReadOnlyList<RuleOutcome> Rules) : OfCycle(Cycle);

    /// <summary>The witness was put down.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Witness">The witness.</param>
    public sealed record WitnessRecorded(int Cycle, Witness Witness) : OfCycle(Cycle);

    /// <summary>The moment of an instant wipe was drawn; the same seed and cycle draw the same.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Seed">The run's seed.</param>
    /// <param name="LoadSeconds">How much longer the writers wrote before the gate looked.</param>
    /// <param name="AfterSeconds">How long after the witness was put down the wipe begins.</param>
    public sealed record MomentDrawn(int Cycle, int Seed, double LoadSeconds, double AfterSeconds) : OfCycle(Cycle);

    /// <summary>The wipe began: from here on no seed step runs again in this cycle.</summary>
    /// <param name="Cycle">The cycle.</param>
    public sealed record WipeStarted(int Cycle) : OfCycle(Cycle);

    /// <summary>t0: the stack can no longer write to the repository.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="CredentialsCut">Whether that is because its S3 credentials were cut.</param>
    /// <param name="Listing">Digest of the repository's listing at that moment.</param>
    public sealed record CutOff(int Cycle, bool CredentialsCut, string Listing) : OfCycle(Cycle);

    /// <summary>The wipe ended and every layer was looked for.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Observation">What was seen.</param>
    public sealed record WipeEnded(int Cycle, WipeObservation Observation) : OfCycle(Cycle);

    /// <summary>The repository belonged to another stack, and is this one's from now on.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="From">Whose it was.</param>
    /// <param name="Fenced">Whether a person stated that the other one is dead (<c>--fenced</c>); false: its own wipe showed it.</param>
    public sealed record RepositoryTakenOver(int Cycle, string From, bool Fenced) : OfCycle(Cycle);

    /// <summary>A person let the wipe go on although its gate did not pass (<c>--accept-data-loss</c>).</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Refusal">Why the gate did not pass.</param>
    public sealed record DataLossAccepted(int Cycle, string Refusal) : OfCycle(Cycle);

    /// <summary>A reborn server is up with its archiving held.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Observation">Who it is.</param>
    public sealed record RebirthHeld(int Cycle, ServerObservation Observation) : OfCycle(Cycle);

    /// <summary>The reborn server was let loose: it may archive. Irreversible.</summary>
    /// <param name="Cycle">The cycle.</param>
    public sealed record Published(int Cycle) : OfCycle(Cycle);

    /// <summary>A held rebirth was destroyed, having published nothing.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Discarded(int Cycle, string Reason) : OfCycle(Cycle);

    /// <summary>A checker looked.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Finding">What it says.</param>
    public sealed record FindingMade(int Cycle, Finding Finding) : OfCycle(Cycle);

    /// <summary>The figures of a cycle.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Report">The figures.</param>
    public sealed record CycleReported(int Cycle, CycleReport Report) : OfCycle(Cycle);

    /// <summary>The cycle has its verdict.</summary>
    /// <param name="Cycle">The cycle.</param>
    /// <param name="Verdict">The verdict.</param>
    public sealed record VerdictReached(int Cycle, Verdict Verdict) : OfCycle(Cycle);

    /// <summary>The run ended; evidence is written after this line.</summary>
    /// <param name="Verdict">The run's verdict; null when none was reached (a refusal).</param>
    /// <param name="ExitCode">The exit code that goes with it.</param>
    public sealed record RunEnded(Verdict? Verdict, int ExitCode) : JournalEvent;
}
