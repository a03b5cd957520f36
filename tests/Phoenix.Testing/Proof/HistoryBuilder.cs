using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Testing.Proof;

/// <summary>
/// Plays a scenario on a simulated server: every transfer overlaps those of the other writers, replay keeps a prefix of the commit
/// order, and the history that comes out is Proven. Tests plant their fault in <see cref="Transfers"/> or in the history.
/// </summary>
public sealed class HistoryBuilder
{
    public const ulong SystemIdentifier = 7_300_000_000_000_000_001;
    public const long InitialBalance = 1000;
    public const int Accounts = 8;

    private const ulong RecordBytes = 0x100;
    private const long Nanoseconds = 10_000;

    private readonly Scenario _scenario;
    private readonly DateTimeOffset _epoch = new(2026, 2, 10, 14, 0, 0, TimeSpan.Zero);
    private readonly List<CommitRecord> _sentinelCommits = [];
    private readonly List<Sentinel> _sentinels = [];
    private ulong _position = 0x3000000;
    private uint _xid = 1000;
    private int _event;
    private Lsn _backupStart;
    private Lsn _backupStop;
    private Lsn _target;
    private DateTimeOffset _targetTime;
    private uint _targetXid;

    public HistoryBuilder(Scenario scenario)
    {
        _scenario = scenario;
        CommitsFrom = new Lsn(_position);
        Play();
    }

    public Guid Run { get; } = new("0194f3c8-2a6e-7c3b-9f00-0123456789ab");

    public int Cycle => 2;

    public MemoryRunStore Store { get; private set; } = new(Guid.Empty);

    public List<Transfer> Transfers { get; } = [];

    public Lsn CommitsFrom { get; set; }

    public Lsn CommitsTo { get; set; }

    public Lsn Replayed { get; set; }

    /// <summary>Rows that the reborn server returns besides those of the transfers.</summary>
    public List<LedgerRow> Extra { get; } = [];

    public DateTimeOffset WipedAt => _epoch.AddTicks((_event + 1) * Nanoseconds / 100).AddSeconds(1);

    public static History Proven(Scenario? scenario = null) => new HistoryBuilder(scenario ?? Scenario.Quiesced).Build();

    public static LedgerRow Digested(LedgerRow row) => row with
    {
        Digest = LedgerDigest.Compute(row.Run, row.Cycle, row.Writer, row.Number, row.Nonce, row.From, row.To, row.Amount),
    };

    /// <summary>The last transfer that was acknowledged and is present.</summary>
    public Transfer LastKept => Transfers.Last(t => t.Acknowledged && t.Row is not null);

    /// <summary>An acknowledged and present transfer with later ones of all writers behind it.</summary>
    public Transfer EarlyKept => Transfers.First(t => t.Acknowledged && t.Row is not null);

    public Ledger BuildLedger()
    {
        Store = new MemoryRunStore(Run);
        var time = new ManualTime(_epoch);
        var clock = new LedgerClock(time);
        var counters = new LedgerCounters();
        foreach (IGrouping<int, Transfer> writer in Transfers.GroupBy(t => t.Writer).OrderBy(g => g.Key))
        {
            time.Nanoseconds = 0;
            using var recorder = new LedgerRecorder(Store.OpenLedger(Cycle, 1, writer.Key), Run, Cycle, writer.Key, clock, counters);
            foreach (Transfer t in writer)
            {
                LedgerRow a = t.Attempted;
                time.Nanoseconds = t.SentAt;
                recorder.Attempted(new Attempt(a.Writer, a.Number, a.Nonce, a.From, a.To, a.Amount, a.Digest));
                if (t.Outcome != WriteOutcome.Pending)
                {
                    time.Nanoseconds = t.EndedAt;
                    recorder.Ended(t.Number, new TransferOutcome(t.Outcome, t.InsertLsn, t.Xid, null));
                }
            }
        }

        var ledger = Ledger.Read(Run, Cycle, Store, 1);
        foreach (LedgerRow row in Transfers.Where(t => t.Row is not null).Select(t => t.Row!.Value).Concat(Extra))
        {
            ledger.Mark(row);
        }

        return ledger;
    }

    public History Build()
    {
        Ledger ledger = BuildLedger();
        return new History
        {
            Run = Run,
            Cycle = Cycle,
            WipeAt = _scenario.WipeAt,
            Target = Target(),
            TargetTime = _scenario.Target == RecoveryTargetKind.Time ? _targetTime : null,
            SynchronousStream = _scenario.SynchronousStream,
            Objectives = _scenario.Objectives,
            Load = new LoadRequirement(_scenario.Writers, 1, TimeSpan.FromSeconds(5)),
            Ledger = ledger,
            LedgerRowsByIndex = ledger.Rows,
            Backup = new BackupSet("20260210-140000F", "full", _backupStart, _backupStop, "000000010000000000000003", "000000010000000000000003",
                _epoch, _epoch, SystemIdentifier, false, 1 << 20),
            Witness = new Witness(Run, Cycle, SystemIdentifier, 1, Transfers.Where(t => t.Acknowledged).Max(t => t.InsertLsn), _target,
                "000000010000000000000003", "20260210-140000F", _sentinels, ledger.Acknowledged, ledger.LedgerSha256, WipedAt) { WipeAt = _scenario.WipeAt },
            SentinelsFound = _sentinels.Where(s => CommitOf(s).Lsn < Replayed).ToDictionary(s => s.Name, s => s.Content),
            Wipe = new WipeObservation(WipedAt, WipedAt.AddSeconds(1), WipedAt.AddSeconds(2), true, "aa", "aa",
                new Dictionary<string, bool?> { ["platform"] = true, ["database"] = true }),
            Archive = new ArchiveObservation(3, [], []),
            Reborn = new ServerObservation(SystemIdentifier, WipedAt.AddSeconds(10), 2,
                new TimelineHistory(2, [new TimelineSwitch(1, Replayed, "no recovery target specified")]), false) { BackupStart = _backupStart },
            ReplayedLsn = Replayed,
            Commits = Log(),
            Accounts = AccountsNow(),
            InitialBalance = InitialBalance,
            AccountCount = Accounts,
            Integrity = new IntegrityObservation(true, true, 12, [], []),
            Liveness = new LivenessObservation(WipedAt.AddSeconds(20), WipedAt.AddSeconds(21), "000000020000000000000004"),
            Queries = [new QueryObservation("select 1", "1", "1", null)],
        };
    }

    private void Play()
    {
        int count = _scenario.Steps.Count;
        int target = _scenario.Target is RecoveryTargetKind.Latest or RecoveryTargetKind.Immediate ? -1 : count * 3 / 4;
        long[] lastEnd = new long[_scenario.Writers];
        long[] numbers = new long[_scenario.Writers];
        WriteSentinel(SentinelName.A);
        for (int i = 0; i < count; i++)
        {
            _backupStart = i == count / 4 ? new Lsn(_position) : _backupStart;
            if (i == count / 2)
            {
                _backupStop = new Lsn(_position);
                WriteSentinel(SentinelName.B);
            }

            if (i == target)
            {
                MarkTarget();
                WriteSentinel(SentinelName.C);
            }

            Send(_scenario.Steps[i], numbers, lastEnd);
        }

        if (target < 0)
        {
            _target = new Lsn(_position);
        }

        if (_scenario.WipeAt == WipeMode.Instant)
        {
            WriteSentinel(SentinelName.D);
        }

        CommitsTo = new Lsn(_position + RecordBytes);
        EndReplay();
    }

    private void EndReplay()
    {
        CommitRecord[] commits = [.. Transfers.Where(t => t.Commit is not null).Select(t => t.Commit!.Value).Concat(_sentinelCommits).OrderBy(c => c.Lsn)];
        Replayed = _scenario.Target switch
        {
            RecoveryTargetKind.Latest when _scenario is { WipeAt: WipeMode.Instant, SynchronousStream: false, LostTail: > 0 } => commits[^_scenario.LostTail].Lsn,
            RecoveryTargetKind.Latest => CommitsTo,
            RecoveryTargetKind.Immediate => _backupStop,
            _ => _scenario.Inclusive ? _target : commits.Last(c => c.Lsn < _target).Lsn,
        };
        if (_scenario is { Target: RecoveryTargetKind.Latest, WipeAt: WipeMode.Instant })
        {
            CommitsTo = Replayed;
        }

        foreach (Transfer t in Transfers)
        {
            if (t.Commit is CommitRecord c && c.Lsn < Replayed)
            {
                t.Keep();
            }

            t.Commit = t.Commit is CommitRecord d && d.Lsn < CommitsTo ? d : null;
        }
    }

    private void Send(Step step, long[] numbers, long[] lastEnd)
    {
        _event++;
        long number = ++numbers[step.Writer];
        int from = (int)((_event * 7L) % Accounts);
        LedgerRow row = Digested(new LedgerRow(Run, Cycle, step.Writer, number, _event * 7919L, from, (from + 1 + (_event % (Accounts - 1))) % Accounts, 1 + (_event % 5), 0));
        bool known = step.Outcome == WriteOutcome.Acknowledged || (step.Outcome == WriteOutcome.InDoubt && step.Known);
        uint xid = _xid++;
        _position += RecordBytes;
        long ended = _event * Nanoseconds;
        Transfers.Add(new Transfer
        {
            Writer = step.Writer,
            Number = number,
            Outcome = step.Outcome,
            SentAt = lastEnd[step.Writer] + 1,
            EndedAt = ended,
            InsertLsn = known ? new Lsn(_position - 0x40) : Lsn.Zero,
            Xid = known ? (1UL << 32) | xid : 0,
            Commit = step.Commits ? new CommitRecord(xid, new Lsn(_position), Clock()) : null,
            Attempted = row,
        });
        lastEnd[step.Writer] = ended;
    }

    private void WriteSentinel(SentinelName name)
    {
        _event++;
        _position += RecordBytes;
        uint xid = _xid++;
        _sentinelCommits.Add(new CommitRecord(xid, new Lsn(_position), Clock()));
        _sentinels.Add(new Sentinel(name, $"content of {name}", new Lsn(_position - 0x40), (1UL << 32) | xid, Clock()));
        _position += RecordBytes;
    }

    // A quiet gap; for an exclusive target the last commit before it lies exactly on it.
    private void MarkTarget()
    {
        CommitRecord last = Transfers.Last(t => t.Commit is not null).Commit!.Value;
        _targetXid = last.Xid;
        _targetTime = _scenario.Inclusive ? Clock().AddMilliseconds(50) : last.CommittedAt;
        _position += RecordBytes;
        _target = _scenario.Inclusive ? new Lsn(_position) : new Lsn(last.Lsn.Value + 1);
        _event += 100;
    }

    private DateTimeOffset Clock() => _epoch.AddMilliseconds(_event);

    private RecoveryTarget Target() => new(
        _scenario.Target,
        _scenario.Target switch
        {
            RecoveryTargetKind.Lsn => (_scenario.Inclusive ? _target : new Lsn(_target.Value - 1)).ToString(),
            RecoveryTargetKind.Xid => ((1UL << 32) | _targetXid).ToString(System.Globalization.CultureInfo.InvariantCulture),
            RecoveryTargetKind.Name => "phoenix_target",
            RecoveryTargetKind.Time => _targetTime.ToString("yyyy-MM-dd HH:mm:ss.ffffffzzz", System.Globalization.CultureInfo.InvariantCulture),
            _ => null,
        },
        _scenario.Inclusive);

    private CommitRecord CommitOf(Sentinel s) => _sentinelCommits.Single(c => c.Xid == (uint)s.Xid);

    private CommitLog Log()
    {
        CommitRecordList records = [];
        foreach (CommitRecord c in Transfers.Where(t => t.Commit is not null).Select(t => t.Commit!.Value)
            .Concat(_sentinelCommits).Where(c => c.Lsn >= CommitsFrom && c.Lsn < CommitsTo).OrderBy(c => c.Lsn))
        {
            records.Add(c);
        }

        return new CommitLog(CommitsFrom, CommitsTo, records);
    }

    private List<AccountObservation> AccountsNow()
    {
        long[] balances = new long[Accounts];
        Array.Fill(balances, InitialBalance);
        foreach (Transfer t in Transfers.Where(t => t.Money))
        {
            balances[t.Attempted.From] -= t.Attempted.Amount;
            balances[t.Attempted.To] += t.Attempted.Amount;
        }

        return [.. balances.Select((b, i) => new AccountObservation(i, b, b))];
    }
}
