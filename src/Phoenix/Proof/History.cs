using Phoenix.Recovery;

namespace Phoenix.Proof;

/// <summary>
/// Everything that was observed in one cycle: the only thing checkers look at. A null observation means "was not looked at".
/// </summary>
public sealed record History
{
    /// <summary>The run.</summary>
    public required Guid Run { get; init; }

    /// <summary>The cycle, from 1.</summary>
    public required int Cycle { get; init; }

    /// <summary>When the wipe hit.</summary>
    public required WipeMode WipeAt { get; init; }

    /// <summary>Where recovery was asked to end, with the value the drill chose.</summary>
    public required RecoveryTarget Target { get; init; }

    /// <summary>
    /// The cycle on record that accounts for a target of the past, for messages; run, cycle, backup, witness, ledger and commit records are that cycle's then. Null when the
    /// cycle that was wiped set its target itself.
    /// </summary>
    public string? EarlierCycle { get; init; }

    /// <summary>For a time target: the moment. For others null.</summary>
    public DateTimeOffset? TargetTime { get; init; }

    /// <summary>Whether commits were acknowledged only after they were safe outside the stack.</summary>
    public bool SynchronousStream { get; init; }

    /// <summary>What the owner asked for.</summary>
    public required Objectives Objectives { get; init; }

    /// <summary>How much load there had to be.</summary>
    public required LoadRequirement Load { get; init; }

    /// <summary>The clients' account, with the reborn server's rows marked in it; null when the ledger or the server could not be read.</summary>
    public Ledger? Ledger { get; init; }

    /// <summary>Rows of the reborn ledger counted through its primary key alone; must equal those the sequential read returned.</summary>
    public long? LedgerRowsByIndex { get; init; }

    /// <summary>The backup of this cycle.</summary>
    public BackupSet? Backup { get; init; }

    /// <summary>The witness.</summary>
    public Witness? Witness { get; init; }

    /// <summary>The sentinels found on the reborn server: name to content; null when it was not read.</summary>
    public IReadOnlyDictionary<SentinelName, string>? SentinelsFound { get; init; }

    /// <summary>The wipe.</summary>
    public WipeObservation? Wipe { get; init; }

    /// <summary>The archive before the restore.</summary>
    public ArchiveObservation? Archive { get; init; }

    /// <summary>The reborn server.</summary>
    public ServerObservation? Reborn { get; init; }

    /// <summary>Where the reborn server's own timeline begins: everything before it was replayed, nothing after. Of one that is still held in recovery, where replay stands.</summary>
    public Lsn? ReplayedLsn { get; init; }

    /// <summary>The commit records of the archived WAL since the load began.</summary>
    public CommitLog? Commits { get; init; }

    /// <summary>The accounts on the reborn server.</summary>
    public IReadOnlyList<AccountObservation>? Accounts { get; init; }

    /// <summary>Balance that each account began with.</summary>
    public long InitialBalance { get; init; }

    /// <summary>Number of accounts.</summary>
    public int AccountCount { get; init; }

    /// <summary>Pages and structures.</summary>
    public IntegrityObservation? Integrity { get; init; }

    /// <summary>Reads, writes, archives again.</summary>
    public LivenessObservation? Liveness { get; init; }

    /// <summary>From the wipe's start to the first acknowledged write, by a clock that nobody can set; null when Phoenix was started anew in between.</summary>
    public TimeSpan? MeasuredRta { get; init; }

    /// <summary>The owner's queries; empty when none are declared, null when they were not run.</summary>
    public IReadOnlyList<QueryObservation>? Queries { get; init; }
}
