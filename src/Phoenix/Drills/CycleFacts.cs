using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>
/// What is known of one cycle. Everything that later steps need after a crash comes from journal events through <see cref="Apply"/>, so that
/// a resumed run knows exactly what the first one knew; observations of the reborn server are made anew.
/// </summary>
public sealed class CycleFacts
{
    /// <summary>Begins a cycle.</summary>
    /// <param name="cycle">Its number, from 1.</param>
    /// <param name="attempt">How often its seeding was begun, from 1.</param>
    /// <param name="target">Where its rebirth ends.</param>
    public CycleFacts(int cycle, int attempt, RecoveryTarget target)
    {
        Cycle = cycle;
        Attempt = attempt;
        Target = target;
    }

    /// <summary>The cycle.</summary>
    public int Cycle { get; }

    /// <summary>How often its seeding was begun.</summary>
    public int Attempt { get; }

    /// <summary>Where its rebirth ends, with its value once it was chosen.</summary>
    public RecoveryTarget Target { get; private set; }

    /// <summary>The moment of a time target.</summary>
    public DateTimeOffset? TargetTime { get; private set; }

    /// <summary>WAL segment size in bytes.</summary>
    public uint SegmentSize { get; set; } = WalSegment.DefaultSize;

    /// <summary>Insert position before the first write of the cycle.</summary>
    public Lsn LoadStart { get; set; }

    /// <summary>The clients.</summary>
    public LoadGenerator? Load { get; set; }

    /// <summary>Timestamp of the moment when the writers were started.</summary>
    public long LoadStartedAt { get; set; }

    /// <summary>How the writers ended; null while they run, or when a crash ended them.</summary>
    public JournalEvent.LoadEnded? LoadEnded { get; private set; }

    /// <summary>The moment of an instant wipe, once it was drawn.</summary>
    public JournalEvent.MomentDrawn? Moment { get; private set; }

    /// <summary>Highest insert LSN among the acknowledged writes, sentinels included.</summary>
    public Lsn LastAcknowledged { get; set; }

    /// <summary>The sentinels written.</summary>
    public List<Sentinel> Sentinels { get; } = [];

    /// <summary>The cycle's backup.</summary>
    public BackupSet? Backup { get; private set; }

    /// <summary>The cycle on record that accounts for a target of the past; null for a target of this cycle.</summary>
    public EarlierCycle? Earlier { get; set; }

    /// <summary>Which one that is, by the journal.</summary>
    public JournalEvent.EarlierCycleChosen? EarlierChosen { get; private set; }

    /// <summary>The backup that the rebirth starts from.</summary>
    public BackupSet? JudgedBackup => Earlier?.Backup ?? Backup;

    /// <summary>The witness that the rebirth is compared with.</summary>
    public Witness? JudgedWitness => Earlier?.Witness ?? Witness;

    /// <summary>The witness, once the gate passed.</summary>
    public Witness? Witness { get; private set; }

    /// <summary>Whether the gate was evaluated, and how it ended.</summary>
    public bool? GatePassed { get; private set; }

    /// <summary>Whether a person lets the wipe go on although its gate did not pass.</summary>
    public bool LossAccepted { get; private set; }

    /// <summary>When the wipe began; null while nothing was touched.</summary>
    public DateTimeOffset? WipeStartedAt { get; private set; }

    /// <summary>When the stack was cut off.</summary>
    public JournalEvent.CutOff? CutOff { get; private set; }

    /// <summary>The wipe, once it ended.</summary>
    public WipeObservation? Wipe { get; private set; }

    /// <summary>Whether a rebirth of this cycle was published.</summary>
    public bool IsPublished { get; private set; }

    /// <summary>The layers that were raised since the wipe.</summary>
    public HashSet<string> Raised { get; } = [];

    /// <summary>Timestamp of the wipe's start; null when another process began it.</summary>
    public long? WipingSince { get; set; }

    /// <summary>From the wipe's start to the first acknowledged write, by the clock's timestamps; null when another process began the wipe.</summary>
    public TimeSpan? MeasuredRta { get; set; }

    /// <summary>Timestamp of the moment when this process began to raise layers; null before.</summary>
    public long? RaisingSince { get; set; }

    /// <summary>The archive before the restore.</summary>
    public ArchiveObservation? Archive { get; set; }

    /// <summary>The commit records of the cycle, from the fetched WAL.</summary>
    public CommitLog? Commits { get; set; }

    /// <summary>The clients' account with the reborn rows marked.</summary>
    public Ledger? Ledger { get; set; }

    /// <summary>Ledger rows counted through the index.</summary>
    public long? LedgerRowsByIndex { get; set; }

    /// <summary>The reborn server.</summary>
    public ServerObservation? Reborn { get; set; }

    /// <summary>Its sentinels.</summary>
    public IReadOnlyDictionary<SentinelName, string>? SentinelsFound { get; set; }

    /// <summary>Its accounts.</summary>
    public IReadOnlyList<AccountObservation>? Accounts { get; set; }

    /// <summary>Its pages and structures.</summary>
    public IntegrityObservation? Integrity { get; set; }

    /// <summary>Whether it works again.</summary>
    public LivenessObservation? Liveness { get; set; }

    /// <summary>The owner's queries on it.</summary>
    public IReadOnlyList<QueryObservation>? Queries { get; set; }

    /// <summary>Takes what an event says into the facts.</summary>
    public void Apply(JournalEvent happened)
    {
        switch (happened)
        {
            case JournalEvent.BackupTaken e:
                Backup = e.Backup;
                break;
            case JournalEvent.SentinelWritten e:
                Sentinels.Add(e.Sentinel);
                LastAcknowledged = e.Sentinel.InsertLsn > LastAcknowledged ? e.Sentinel.InsertLsn : LastAcknowledged;
                break;
            case JournalEvent.TargetChosen e:
                Target = RecoveryTargetParser.Parse(e.Target);
                TargetTime = e.Time;
                break;
            case JournalEvent.EarlierCycleChosen e:
                EarlierChosen = e;
                break;
            case JournalEvent.LoadEnded e:
                LoadEnded = e;
                break;
            case JournalEvent.MomentDrawn e:
                Moment = e;
                break;
            case JournalEvent.GateEvaluated e:
                GatePassed = e.Passed;
                break;
            case JournalEvent.DataLossAccepted:
                LossAccepted = true;
                break;
            case JournalEvent.WitnessRecorded e:
                Witness = e.Witness;
                LoadStart = e.Witness.LoadStart;
                SegmentSize = e.Witness.SegmentSize;
                LastAcknowledged = e.Witness.LastAcknowledgedLsn;
                break;
            case JournalEvent.WipeStarted e:
                WipeStartedAt ??= e.At;
                break;
            case JournalEvent.CutOff e:
                CutOff ??= e;
                break;
            case JournalEvent.WipeEnded e:
                Wipe = e.Observation;
                Raised.Clear();
                break;
            case JournalEvent.LayerEnded { Phase: LayerPhase.Up, State: StepState.Succeeded } e:
                Raised.Add(e.Layer);
                break;
            case JournalEvent.LayerRaised e:
                Raised.Add(e.Layer);
                break;
            case JournalEvent.Published:
                IsPublished = true;
                break;
        }
    }

    /// <summary>The history that the checkers look at, as far as it was observed.</summary>
    public History ToHistory(Guid run, DrillSettings settings) => new()
    {
        Run = Earlier?.Run ?? run,
        Cycle = Earlier?.Cycle ?? Cycle,
        EarlierCycle = Earlier?.ToString(),
        WipeAt = settings.WipeAt,
        Target = Target,
        TargetTime = TargetTime,
        Objectives = settings.Objectives,
        Load = Earlier?.Load ?? new LoadRequirement(settings.Writers, settings.MinimumAcknowledged, TimeSpan.FromSeconds(5)),
        Ledger = Ledger,
        LedgerRowsByIndex = LedgerRowsByIndex,
        Backup = JudgedBackup,
        Witness = JudgedWitness,
        SentinelsFound = SentinelsFound,
        Wipe = Wipe,
        Archive = Archive,
        Reborn = Reborn,
        ReplayedLsn = Reborn?.FindReplayEnd(),
        Commits = Commits,
        Accounts = Accounts,
        InitialBalance = settings.InitialBalance,
        AccountCount = settings.Accounts,
        Integrity = Integrity,
        Liveness = Liveness,
        MeasuredRta = MeasuredRta,
        Queries = Queries,
    };
}
