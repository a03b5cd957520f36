using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

public sealed class ObjectivesCheckerTests
{
    [Fact]
    public void Rta_runs_from_the_wipe_s_start_to_the_first_write()
    {
        History history = HistoryBuilder.Proven();
        Assert.Equal(TimeSpan.FromSeconds(21), Rta.Of(history));
        Assert.Null(Rta.Of(history with { Wipe = null }));
        Assert.Null(Rta.Of(history with { Liveness = null }));
        Assert.Null(Rta.Of(history with { Liveness = history.Liveness! with { WrittenAt = null } }));
        Assert.Null(Rta.Of(history with { Liveness = history.Liveness with { WrittenAt = history.Wipe!.StartedAt.AddTicks(-1) } }));
        Assert.Equal(TimeSpan.Zero, Rta.Of(history with { Liveness = history.Liveness with { WrittenAt = history.Wipe.StartedAt } }));
    }

    // A wall clock that was set back in mid-rebirth makes every RTA short enough, and the other one stands still while the machine sleeps.
    [Fact]
    public void Rta_is_the_longer_of_what_was_measured_and_the_wall_clock()
    {
        History history = HistoryBuilder.Proven(Scenario.Quiesced with { Objectives = new Objectives(TimeSpan.FromSeconds(60), new Rpo.Report()) }) with { MeasuredRta = TimeSpan.FromSeconds(61) };
        Assert.Equal(TimeSpan.FromSeconds(61), Rta.Of(history));
        Assert.Equal(TimeSpan.FromSeconds(61), Rta.Of(history with { Liveness = history.Liveness! with { WrittenAt = history.Wipe!.StartedAt.AddHours(-1) } }));
        Assert.Equal(TimeSpan.FromSeconds(21), Rta.Of(history with { MeasuredRta = TimeSpan.FromSeconds(5) }));
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, history, "above the RTO");
        Assert.Null(Rta.Of(history with { Liveness = history.Liveness! with { WrittenAt = null } }));
        Assert.Null(Rta.Of(history with { Wipe = null }));
    }

    [Fact]
    public void Rta_above_the_rto_is_refuted()
    {
        static History Rto(double seconds) => HistoryBuilder.Proven(Scenario.Quiesced with { Objectives = new Objectives(TimeSpan.FromSeconds(seconds), new Rpo.Report()) });
        Judge.Is<ObjectivesChecker>(Verdict.Proven, Rto(21));
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, Rto(20.999), "above the RTO");
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, Rto(60) with { Liveness = null }, "RTA is not known");
    }

    [Fact]
    public void Rpa_measures_rows_bytes_and_time()
    {
        var builder = new HistoryBuilder(Scenario.Instant);
        History history = builder.Build();
        Transfer[] lost = [.. builder.Transfers.Where(t => t is { Acknowledged: true, Row: null })];
        Rpa rpa = Rpa.Of(history)!;
        Assert.Equal(5, lost.Length);
        Assert.Equal(5, rpa.Rows);
        Assert.Equal(lost[^1].InsertLsn - lost[0].InsertLsn, rpa.WalBytes);
        Assert.True(lost[0].InsertLsn < history.ReplayedLsn);
        Assert.Equal(history.Wipe!.CutOffAt - history.Ledger!.At(lost.Min(t => t.EndedAt)), rpa.Duration);
        Lsn early = new(builder.Replayed.Value - 0x1000);
        Assert.Equal(lost[^1].InsertLsn - early, Rpa.Of(history with { ReplayedLsn = early })!.WalBytes);
        Assert.Equal(0x9000, Rpa.Of(history with { Witness = history.Witness! with { LastAcknowledgedLsn = new Lsn(lost[0].InsertLsn.Value + 0x9000) } })!.WalBytes);
        Assert.Null(Rpa.Of(history with { ReplayedLsn = null })!.WalBytes);
        Assert.Null(Rpa.Of(history with { Wipe = null })!.Duration);
        Assert.Equal(TimeSpan.Zero, Rpa.Of(history with { Wipe = history.Wipe with { CutOffAt = history.Ledger.Epoch } })!.Duration);
        Assert.Null(Rpa.Of(history with { Ledger = null }));
    }

    // Zero bytes would be within every RPO.
    [Fact]
    public void Rows_lost_at_unknown_places_are_not_measured_in_bytes()
    {
        History history = Judge.Planted(Scenario.Instant with { Objectives = new Objectives(null, new Rpo.Size(1L << 40)) }, b =>
            b.Transfers.Where(t => t is { Acknowledged: true, Row: null }).ToList().ForEach(t => t.InsertLsn = Lsn.Zero)) with { Witness = null };
        Assert.Equal((5, null), (Rpa.Of(history)!.Rows, Rpa.Of(history)!.WalBytes));
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, history, "RPA is not known in its unit");
    }

    [Fact]
    public void Nothing_lost_is_zero_in_every_unit() => Assert.Equal(new Rpa(0, 0, TimeSpan.Zero), Rpa.Of(HistoryBuilder.Proven()));

    [Fact]
    public void Rows_left_out_on_request_are_not_lost()
    {
        Scenario target = Scenario.Quiesced with { Target = RecoveryTargetKind.Time, Objectives = new Objectives(null, new Rpo.NoRow()) };
        History history = HistoryBuilder.Proven(target);
        Assert.True(history.Ledger!.Lost > 5);
        Assert.Equal(0, Rpa.Of(history)!.Rows);
        Judge.Is<ObjectivesChecker>(Verdict.Proven, history);
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, Judge.Planted(target, b => b.EarlyKept.Lose()), "above the RPO 0");
        Assert.Null(Rpa.Of(history with { Commits = null }));
        Assert.Null(Rpa.Of(history with { Commits = history.Commits! with { Records = [.. history.Commits.Records.Reverse()] } }));
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, history with { Commits = null }, "RPA is not known");
    }

    [Fact]
    public void Rpa_above_the_rpo_is_refuted()
    {
        static History Lost(Rpo rpo) => HistoryBuilder.Proven(Scenario.Instant with { Objectives = new Objectives(null, rpo) });
        Rpa rpa = Rpa.Of(Lost(new Rpo.Report()))!;
        Judge.Is<ObjectivesChecker>(Verdict.Proven, Lost(new Rpo.Report()), "RPA 5 rows");
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, Lost(new Rpo.NoRow()));
        Judge.Is<ObjectivesChecker>(Verdict.Proven, Lost(new Rpo.Size(rpa.WalBytes!.Value)));
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, Lost(new Rpo.Size(rpa.WalBytes!.Value - 1)));
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, Lost(new Rpo.Size(1L << 40)) with { ReplayedLsn = null });
        Judge.Is<ObjectivesChecker>(Verdict.Proven, Lost(new Rpo.Duration(rpa.Duration!.Value)));
        Judge.Is<ObjectivesChecker>(Verdict.Refuted, Lost(new Rpo.Duration(rpa.Duration!.Value - TimeSpan.FromTicks(1))));
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, Lost(new Rpo.Duration(TimeSpan.FromDays(1))) with { Wipe = null });
        Judge.Is<ObjectivesChecker>(Verdict.Inconclusive, Lost(new Rpo.NoRow()) with { Ledger = null });
    }

    [Fact]
    public void Objectives_that_were_not_set_are_stated()
    {
        Assert.Equal(["RTO (none set)", "RPO (reported only)"], Judge.Of<ObjectivesChecker>(HistoryBuilder.Proven()).NotCovered);
        Assert.Empty(Judge.Of<ObjectivesChecker>(HistoryBuilder.Proven(Scenario.Quiesced with { Objectives = new Objectives(TimeSpan.FromDays(1), new Rpo.NoRow()) })).NotCovered);
    }
}
