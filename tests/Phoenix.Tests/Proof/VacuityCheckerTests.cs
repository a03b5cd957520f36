using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class VacuityCheckerTests
{
    private static readonly History Whole = HistoryBuilder.Proven();

    [Fact]
    public void Too_few_acknowledged_writes_are_inconclusive()
    {
        Judge.Is<VacuityChecker>(Verdict.Proven, Load(l => l with { MinimumAcknowledged = 45 }));
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Load(l => l with { MinimumAcknowledged = 46 }), "46 are needed");
    }

    [Fact]
    public void No_acknowledged_write_is_too_few_whatever_was_asked()
    {
        var builder = new HistoryBuilder(Scenario.Quiesced);
        builder.Transfers.ForEach(t => t.Outcome = WriteOutcome.Failed);
        Ledger ledger = builder.BuildLedger();
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Load(l => l with { MinimumAcknowledged = 0 }) with { Ledger = ledger }, "0 writes were acknowledged, 1 are needed");
    }

    [Fact]
    public void Every_writer_must_have_had_one_acknowledged()
    {
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Load(l => l with { Writers = 5 }), "4 of 5 writers");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Load(l => l with { Writers = 3 }), "4 of 3 writers");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Judge.Planted(Scenario.Quiesced, b => b.Transfers.ForEach(t =>
            t.Outcome = t.Writer == 2 ? WriteOutcome.Failed : t.Outcome)), "3 of 4 writers");
    }

    [Fact]
    public void One_writer_is_enough() =>
        Judge.Is<VacuityChecker>(Verdict.Proven, HistoryBuilder.Proven(Scenario.Quiesced with { Writers = 1, Steps = [.. Enumerable.Repeat(new Step(0, WriteOutcome.Acknowledged, true), 12)] }));

    [Fact]
    public void A_load_without_writers_is_inconclusive()
    {
        var builder = new HistoryBuilder(Scenario.Quiesced);
        builder.Transfers.Clear();
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Load(l => l with { Writers = 0 }) with { Ledger = builder.BuildLedger() }, "0 of 0 writers");
    }

    [Fact]
    public void More_in_doubt_than_writers_is_inconclusive()
    {
        static History Doubts(int count) => Judge.Planted(Scenario.Quiesced, b =>
        {
            foreach (Transfer t in b.Transfers.Where(t => t.Acknowledged).Skip(8).Take(count - 2).ToArray())
            {
                t.Outcome = WriteOutcome.InDoubt;
            }
        });
        Judge.Is<VacuityChecker>(Verdict.Proven, Doubts(4));
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Doubts(5), "5 writes are in doubt");
    }

    [Fact]
    public void Instant_each_writer_must_have_written_shortly_before()
    {
        History history = HistoryBuilder.Proven(Scenario.Instant);
        TimeSpan longest = history.Ledger!.Writers.Max(w => history.Wipe!.StartedAt - history.Ledger.At(w.LastAcknowledgedAt!.Value));
        Judge.Is<VacuityChecker>(Verdict.Proven, history with { Load = history.Load with { LastWriteWithin = longest } });
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, history with { Load = history.Load with { LastWriteWithin = longest - TimeSpan.FromTicks(1) } }, "before the wipe");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, history with { Wipe = null }, "was not observed");
        Judge.Is<VacuityChecker>(Verdict.Proven, Load(l => l with { LastWriteWithin = TimeSpan.Zero }));
    }

    [Fact]
    public void A_must_lie_before_the_backup()
    {
        Lsn a = Place(SentinelName.A);
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Backup(b => b with { StartLsn = a }), "A was not written before");
        Judge.Is<VacuityChecker>(Verdict.Proven, Backup(b => b with { StartLsn = new Lsn(a.Value + 1) }));
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Sentinels(s => s.Name != SentinelName.A ? s : null), "A was not written before");
    }

    [Fact]
    public void B_must_lie_after_the_backup_and_in_the_archive()
    {
        Lsn b = Place(SentinelName.B);
        Judge.Is<VacuityChecker>(Verdict.Proven, Backup(x => x with { StopLsn = b }));
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Backup(x => x with { StopLsn = new Lsn(b.Value + 1) }), "B was not written after");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Sentinels(s => s.Name != SentinelName.B ? s : null), "B was not written after");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Sentinels(s => s.Name == SentinelName.B ? s with { Xid = 5 } : s), "B's commit record");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Sentinels(s => s.Name == SentinelName.B ? s with { Xid = 0 } : s), "B's commit record");
        CommitRecord[] unknown = [.. Whole.Commits!.Records, new CommitRecord(0, new Lsn(Whole.Commits.To.Value - 1), DateTimeOffset.UnixEpoch)];
        Judge.Is<VacuityChecker>(Verdict.Inconclusive,
            Sentinels(s => s.Name == SentinelName.B ? s with { Xid = 0 } : s) with { Commits = Whole.Commits with { Records = unknown } }, "B's commit record");
    }

    [Fact]
    public void A_sentinel_without_a_place_is_inconclusive() =>
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Sentinels(s => s.Name == SentinelName.A ? s with { InsertLsn = Lsn.Zero } : s), "the place of A");

    [Fact]
    public void C_must_be_in_the_archive_or_its_absence_tells_nothing()
    {
        History history = HistoryBuilder.Proven(Scenario.Quiesced with { Target = RecoveryTargetKind.Time });
        uint xid = (uint)history.Witness!.Sentinels.Single(s => s.Name == SentinelName.C).Xid;
        Judge.Is<VacuityChecker>(Verdict.Inconclusive,
            history with { Commits = history.Commits! with { Records = [.. history.Commits.Records.Where(r => r.Xid != xid)] } }, "C's commit record");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive,
            history with { Witness = history.Witness with { Sentinels = [.. history.Witness.Sentinels.Where(s => s.Name != SentinelName.C)] } }, "C's commit record");
    }

    [Fact]
    public void Streamed_d_must_lie_in_the_open_segment()
    {
        History history = HistoryBuilder.Proven(Scenario.Instant with { SynchronousStream = true });
        Lsn d = history.Witness!.Sentinels.Single(s => s.Name == SentinelName.D).InsertLsn;
        Judge.Is<VacuityChecker>(Verdict.Proven, history with { Witness = history.Witness with { ClosedLsn = d } });
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, history with { Witness = history.Witness with { ClosedLsn = new Lsn(d.Value + 1) } }, "D was not written");
        Judge.Is<VacuityChecker>(Verdict.Inconclusive,
            history with { Witness = history.Witness with { Sentinels = [.. history.Witness.Sentinels.Where(s => s.Name != SentinelName.D)] } }, "D was not written");
    }

    [Fact]
    public void A_backup_of_another_cluster_is_inconclusive() =>
        Judge.Is<VacuityChecker>(Verdict.Inconclusive, Backup(b => b with { SystemIdentifier = 1 }), "another cluster");

    private static Lsn Place(SentinelName name) => Whole.Witness!.Sentinels.Single(s => s.Name == name).InsertLsn;

    private static History Load(Func<LoadRequirement, LoadRequirement> plant) => Whole with { Load = plant(Whole.Load) };

    private static History Backup(Func<BackupSet, BackupSet> plant) => Whole with { Backup = plant(Whole.Backup!) };

    private static History Sentinels(Func<Sentinel, Sentinel?> plant) =>
        Whole with { Witness = Whole.Witness! with { Sentinels = [.. Whole.Witness.Sentinels.Select(plant).OfType<Sentinel>()] } };
}
