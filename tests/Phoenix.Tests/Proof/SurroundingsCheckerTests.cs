using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>Wipe, archive, integrity, liveness, queries: one observation each.</summary>
public sealed class SurroundingsCheckerTests
{
    private static readonly History Whole = HistoryBuilder.Proven();

    [Fact]
    public void A_layer_that_is_still_there_is_refuted_and_one_without_a_probe_unverified()
    {
        Judge.Is<WipeChecker>(Verdict.Refuted, Wipe(w => w with { Layers = new Dictionary<string, bool?> { ["a"] = true, ["b"] = false } }), "layer b is still there");
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { Layers = new Dictionary<string, bool?> { ["a"] = true, ["b"] = null } }), "layer b is unverified");
        Judge.Is<WipeChecker>(Verdict.Refuted, Wipe(w => w with { Layers = new Dictionary<string, bool?> { ["a"] = null, ["b"] = false } }));
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { Layers = new Dictionary<string, bool?>() }), "no layer");
    }

    [Fact]
    public void A_repository_that_changed_after_the_cut_is_refuted()
    {
        Judge.Is<WipeChecker>(Verdict.Refuted, Wipe(w => w with { RepositoryAfter = "ab" }), "changed");
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { RepositoryAfter = "" }), "not listed");
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { RepositoryAtCutOff = "" }), "not listed");
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { RepositoryAtCutOff = "", RepositoryAfter = "" }), "not listed");
    }

    [Fact]
    public void Credentials_that_were_not_cut_are_stated()
    {
        Assert.Empty(Judge.Of<WipeChecker>(Whole).NotCovered);
        Finding finding = Judge.Of<WipeChecker>(Wipe(w => w with { CredentialsCut = false }));
        Assert.Equal(Verdict.Proven, finding.Verdict);
        Assert.Contains("credentials were not cut", Assert.Single(finding.NotCovered), StringComparison.Ordinal);
    }

    [Fact]
    public void The_wipe_s_times_follow_each_other()
    {
        WipeObservation wipe = Whole.Wipe!;
        Judge.Is<WipeChecker>(Verdict.Proven, Wipe(w => w with { CutOffAt = w.StartedAt, EndedAt = w.StartedAt }));
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { CutOffAt = wipe.StartedAt.AddTicks(-1) }));
        Judge.Is<WipeChecker>(Verdict.Inconclusive, Wipe(w => w with { EndedAt = wipe.CutOffAt.AddTicks(-1) }));
    }

    [Fact]
    public void A_gap_or_a_double_segment_is_refuted_by_name()
    {
        Judge.Is<ArchiveChecker>(Verdict.Refuted, Whole with { Archive = new ArchiveObservation(3, ["000000010000000000000004"], []) }, "000000010000000000000004");
        Judge.Is<ArchiveChecker>(Verdict.Refuted, Whole with { Archive = new ArchiveObservation(3, [], ["000000010000000000000005"]) }, "000000010000000000000005");
        Judge.Is<ArchiveChecker>(Verdict.Inconclusive, Whole with { Archive = new ArchiveObservation(0, [], []) }, "no segment");
        Judge.Is<ArchiveChecker>(Verdict.Proven, Whole with { Archive = new ArchiveObservation(1, [], []) });
    }

    [Fact]
    public void Damaged_pages_or_structures_are_refuted()
    {
        Judge.Is<IntegrityChecker>(Verdict.Refuted, Integrity(i => i with { Problems = ["index broken"] }), "index broken");
        Judge.Is<IntegrityChecker>(Verdict.Refuted, Integrity(i => i with { PagesVerified = false }), "checksum");
        Judge.Is<IntegrityChecker>(Verdict.Refuted, Whole with { Backup = Whole.Backup! with { HasPageErrors = true } }, "the backup holds");
        Judge.Is<IntegrityChecker>(Verdict.Inconclusive, Integrity(i => i with { PagesVerified = null }), "could not be verified");
        Judge.Is<IntegrityChecker>(Verdict.Inconclusive, Integrity(i => i with { AmcheckedRelations = 0 }), "no relation");
        Judge.Is<IntegrityChecker>(Verdict.Proven, Integrity(i => i with { AmcheckedRelations = 1 }));
    }

    [Fact]
    public void What_integrity_cannot_look_at_is_stated()
    {
        Finding finding = Judge.Of<IntegrityChecker>(Integrity(i => i with { ChecksumsEnabled = false, PagesVerified = null, UncheckedDatabases = ["shop"] }));
        Assert.Equal(Verdict.Proven, finding.Verdict);
        Assert.Equal(2, finding.NotCovered.Count);
        Assert.Contains("not applicable", finding.NotCovered[0], StringComparison.Ordinal);
        Assert.Contains("shop", finding.NotCovered[1], StringComparison.Ordinal);
        Assert.Empty(Judge.Of<IntegrityChecker>(Whole).NotCovered);
    }

    [Fact]
    public void Relations_that_were_locked_are_stated()
    {
        Finding finding = Judge.Of<IntegrityChecker>(Integrity(i => i with { LockedRelations = ["public.orders"] }));
        Assert.Equal(Verdict.Proven, finding.Verdict);
        Assert.Equal("structures of 1 locked relations: public.orders", Assert.Single(finding.NotCovered));
    }

    [Fact]
    public void A_server_that_does_not_read_write_or_archive_is_refuted()
    {
        Judge.Is<LivenessChecker>(Verdict.Refuted, Liveness(l => l with { ReadAt = null }), "no read");
        Judge.Is<LivenessChecker>(Verdict.Refuted, Liveness(l => l with { WrittenAt = null }), "no write");
        Judge.Is<LivenessChecker>(Verdict.Refuted, Liveness(l => l with { ArchivedSegment = null }), "no new segment");
        Judge.Is<LivenessChecker>(Verdict.Refuted, Liveness(l => l with { ArchivedSegment = "000000010000000000000004" }), "no segment of the reborn timeline");
        Judge.Is<LivenessChecker>(Verdict.Refuted, Liveness(l => l with { ArchivedSegment = "00000002.history" }), "no segment of the reborn timeline");
        Judge.Is<LivenessChecker>(Verdict.Proven, Liveness(l => l with { ArchivedSegment = "000000020000000000000FFF" }));
    }

    [Theory]
    [InlineData(0, Verdict.Refuted)]
    [InlineData(1, Verdict.Proven)]
    public void What_answered_before_the_wipe_had_ended_is_another_server(long ticks, Verdict verdict)
    {
        Judge.Is<LivenessChecker>(verdict, Liveness(l => l with { ReadAt = Whole.Wipe!.EndedAt.AddTicks(ticks) }));
        Judge.Is<LivenessChecker>(verdict, Liveness(l => l with { WrittenAt = Whole.Wipe!.EndedAt.AddTicks(ticks) }));
    }

    [Fact]
    public void Queries_must_give_what_the_owner_expects()
    {
        Judge.Is<QueriesChecker>(Verdict.Refuted, Query(new QueryObservation("q", "t", "f", null)), "gave 'f', expected 't'");
        Judge.Is<QueriesChecker>(Verdict.Refuted, Query(new QueryObservation("q", "t", null, null)), "gave no row");
        Judge.Is<QueriesChecker>(Verdict.Refuted, Query(new QueryObservation("q", "t", "T", null)));
        Judge.Is<QueriesChecker>(Verdict.Inconclusive, Query(new QueryObservation("q", "t", "t", "42P01")), "42P01");
        Judge.Is<QueriesChecker>(Verdict.Refuted, Query(new QueryObservation("q", "t", null, "42P01"), new QueryObservation("r", "1", "2", null)));
    }

    [Fact]
    public void No_declared_query_is_stated()
    {
        Finding finding = Judge.Of<QueriesChecker>(Query());
        Assert.Equal(Verdict.Proven, finding.Verdict);
        Assert.Contains("no proof.queries declared", Assert.Single(finding.NotCovered), StringComparison.Ordinal);
        Assert.Empty(Judge.Of<QueriesChecker>(Whole).NotCovered);
    }

    private static History Wipe(Func<WipeObservation, WipeObservation> plant) => Whole with { Wipe = plant(Whole.Wipe!) };

    private static History Integrity(Func<IntegrityObservation, IntegrityObservation> plant) => Whole with { Integrity = plant(Whole.Integrity!) };

    private static History Liveness(Func<LivenessObservation, LivenessObservation> plant) => Whole with { Liveness = plant(Whole.Liveness!) };

    private static History Query(params QueryObservation[] queries) => Whole with { Queries = queries };
}
