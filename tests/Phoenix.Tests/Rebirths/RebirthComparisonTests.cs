using Phoenix.Errors;
using Phoenix.Proof;
using Phoenix.Rebirths;
using Phoenix.Recovery;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Rebirths;

/// <summary>Whether a rebirth may be published where only a witness is at hand, opened at once or held as a standby.</summary>
public sealed class RebirthComparisonTests
{
    private static readonly History Whole = HistoryBuilder.Proven();

    private static Witness Witness => Whole.Witness!;

    private static ServerObservation Held => Whole.Reborn! with { InRecovery = true, Timeline = Witness.Timeline, History = null, ReplayedTo = Witness.MustReplayTo };

    [Fact]
    public void One_that_holds_all_is_not_refused()
    {
        Assert.Null(RebirthComparison.Refuse(Whole.Reborn!, Witness, RecoveryTarget.Latest));
        Assert.Null(RebirthComparison.Refuse(Held, Witness, RecoveryTarget.Latest));
    }

    [Fact]
    public void A_standby_that_replayed_less_is_refused_and_says_how_far_it_came()
    {
        Lsn at = new(Witness.MustReplayTo.Value - 1);

        PhoenixException e = Refused(Held with { ReplayedTo = at });

        Assert.Contains($"replayed to {at} on timeline {Witness.Timeline}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standby_that_replayed_another_timeline_is_refused() =>
        Assert.Contains("on timeline 7", Refused(Held with { Timeline = 7 }).Message, StringComparison.Ordinal);

    [Fact]
    public void A_standby_that_follows_a_timeline_begun_after_the_witness_is_not_refused()
    {
        Lsn left = new(Witness.MustReplayTo.Value + 1000);
        ServerObservation later = Held with { Timeline = Witness.Timeline + 1, ReplayedTo = new Lsn(left.Value + 1000), History = new TimelineHistory(Witness.Timeline + 1, [new TimelineSwitch(Witness.Timeline, left, "")]) };

        Assert.Null(RebirthComparison.Refuse(later, Witness, RecoveryTarget.Latest));
        Refused(later with { History = null });
        Refused(later with { History = later.History! with { Switches = [new TimelineSwitch(Witness.Timeline, new Lsn(Witness.MustReplayTo.Value - 1), "")] } });
        Refused(later with { ReplayedTo = new Lsn(left.Value - 1) });
    }

    [Fact]
    public void One_that_is_found_passes_only_as_the_cluster_that_is_known()
    {
        Assert.Null(RebirthComparison.RefuseFound(5, 5, "the witness knows"));
        PhoenixException e = Assert.IsType<PhoenixException>(RebirthComparison.RefuseFound(6, 5, "the witness knows"));
        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        Assert.Contains("is cluster 6, and the witness knows 5", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_standby_that_tells_no_position_is_refused() => Assert.Contains("unknown place", Refused(Held with { ReplayedTo = null }).Message, StringComparison.Ordinal);

    [Fact]
    public void Another_cluster_is_refused_whatever_it_replayed()
    {
        Assert.Contains("cluster 1,", Refused(Held with { SystemIdentifier = 1 }).Message, StringComparison.Ordinal);
        Assert.Contains("cluster 1,", Refused(Whole.Reborn! with { SystemIdentifier = 1 }).Message, StringComparison.Ordinal);
    }

    private static PhoenixException Refused(ServerObservation reborn)
    {
        PhoenixException e = Assert.IsType<PhoenixException>(RebirthComparison.Refuse(reborn, Witness, RecoveryTarget.Latest));
        Assert.Equal(ErrorCode.RebirthRefused, e.Code);
        return e;
    }
}
