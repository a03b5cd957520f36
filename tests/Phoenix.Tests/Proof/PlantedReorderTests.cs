using Phoenix.Proof;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Proof;

/// <summary>What was acknowledged first and is absent, while something later is there, is Refuted by the order alone.</summary>
public sealed class PlantedReorderTests
{
    [Fact]
    public void A_later_commit_of_a_writer_without_an_earlier_one() => RandomHistories.Planted(
        (builder, pick) =>
        {
            IEnumerable<Transfer> earlier = builder.Transfers.Where(t => t is { Acknowledged: true, Row: not null }
                && builder.Transfers.Any(u => u.Writer == t.Writer && u.Number > t.Number && u.Row is not null));
            if (RandomHistories.Pick(earlier, pick) is not Transfer lost)
            {
                return false;
            }

            lost.Lose();
            return true;
        },
        "order", "commit-records");

    [Fact]
    public void A_row_sent_after_another_one_s_acknowledgement_without_it() => RandomHistories.Planted(
        (builder, pick) =>
        {
            IEnumerable<Transfer> earlier = builder.Transfers.Where(t => t is { Acknowledged: true, Row: not null }
                && builder.Transfers.Any(u => u.Writer != t.Writer && u.SentAt > t.EndedAt && u.Row is not null));
            if (RandomHistories.Pick(earlier, pick) is not Transfer lost)
            {
                return false;
            }

            lost.Lose();
            return true;
        },
        "order", "commit-records");

    // The server committed the second before the first, and replay ended between them: WAL and rows agree, only the clients know better.
    [Fact]
    public void Commits_in_another_order_than_their_acknowledgements() => RandomHistories.Planted(
        (builder, pick) =>
        {
            Transfer? last = RandomHistories.Pick(builder.Transfers.Where(t => t is { Acknowledged: true, Row: not null, Commit: not null }), pick);
            Transfer? next = builder.Transfers.FirstOrDefault(t => t.Acknowledged && t.Writer == last?.Writer && t.Number > last.Number && t.Row is null);
            if (last is null || next is null)
            {
                return false;
            }

            CommitRecord first = last.Commit!.Value;
            last.Commit = next.Commit is CommitRecord second ? second with { Xid = first.Xid } : null;
            next.Commit = first with { Xid = (uint)next.Xid };
            last.Lose();
            next.Keep();
            return true;
        },
        "order");

    [Fact]
    public void A_row_after_the_target_or_past_the_lost_tail_s_begin() => RandomHistories.Planted(
        (builder, pick) =>
        {
            RandomHistories.Pick(builder.Transfers.Where(t => t is { Acknowledged: true, Row: null }), pick)?.Keep();
            return builder.Transfers.Any(t => t is { Row: not null, Commit: null }) || builder.Transfers.Any(t => t is { Row: not null, Commit: CommitRecord c } && c.Lsn >= builder.Replayed);
        },
        "commit-records");
}
