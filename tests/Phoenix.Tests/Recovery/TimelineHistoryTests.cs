using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Tests.Recovery;

public sealed class TimelineHistoryTests
{
    private const uint Size = WalSegment.DefaultSize;

    // As PostgreSQL 15 writes it.
    private const string Third = "1\t0/5000148\tno recovery target specified\n\n2\t0/7000000\tbefore 2026-02-10 14:55:00+00\n";

    private static TimelineHistory History => TimelineHistory.Parse(3, Third);

    [Fact]
    public void A_history_file_is_read()
    {
        Assert.Equal(
            [new TimelineSwitch(1, Lsn.Parse("0/5000148"), "no recovery target specified"), new TimelineSwitch(2, Lsn.Parse("0/7000000"), "before 2026-02-10 14:55:00+00")],
            History.Switches);
        Assert.Equal(2u, History.Fork!.Parent);
        Assert.Equal("0000000A.history", TimelineHistory.FileName(10));
        Assert.Null(TimelineHistory.Root(1).Fork);
        Assert.Empty(TimelineHistory.Parse(2, "# a remark\n\r\n").Switches);
    }

    [Theory]
    [InlineData("x\t0/5000148\tr")]
    [InlineData("1")]
    [InlineData("1\tnowhere\tr")]
    [InlineData("3\t0/5000148\tr")]
    [InlineData("0\t0/5000148\tr")]
    [InlineData("2\t0/5000148\tr\n1\t0/6000000\tr")]
    [InlineData("1\t0/6000000\tr\n2\t0/5000148\tr")]
    public void What_does_not_climb_is_refused(string text) => Assert.Throws<FormatException>(() => TimelineHistory.Parse(3, text));

    [Theory]
    [InlineData("0/0", 1)]
    [InlineData("0/5000147", 1)]
    [InlineData("0/5000148", 2)]
    [InlineData("0/6FFFFFF", 2)]
    [InlineData("0/7000000", 3)]
    public void A_fork_belongs_to_the_child(string lsn, uint timeline) => Assert.Equal(timeline, History.TimelineAt(Lsn.Parse(lsn)));

    [Fact]
    public void The_path_crosses_a_fork_inside_and_one_between_segments() => Assert.Equal(
        ["000000010000000000000003", "000000010000000000000004", "000000020000000000000005", "000000020000000000000006", "000000030000000000000007", "000000030000000000000008"],
        Path("0/3000028", "0/8000010"));

    [Fact]
    public void An_end_on_a_boundary_needs_nothing_after_it() =>
        Assert.Equal(["000000020000000000000006"], Path("0/6000000", "0/7000000"));

    [Fact]
    public void The_segment_of_a_fork_is_the_childs_even_when_recovery_ends_before_the_fork() =>
        Assert.Equal(["000000010000000000000004", "000000020000000000000005"], Path("0/4000000", "0/5000100"));

    [Fact]
    public void Of_two_forks_in_one_segment_the_newest_timeline_has_it()
    {
        TimelineHistory history = TimelineHistory.Parse(3, "1\t0/5000148\tr\n2\t0/5000200\tr\n");
        Assert.Equal(
            ["000000010000000000000004", "000000030000000000000005"],
            history.Path(Lsn.Parse("0/4000000"), Lsn.Parse("0/5000300"), Size).Select(s => s.Name));
    }

    [Fact]
    public void A_fork_at_the_end_of_a_segment_leaves_that_segment_to_the_parent()
    {
        TimelineHistory history = TimelineHistory.Parse(2, "1\t0/5000000\tr\n");
        Assert.Equal(
            ["000000010000000000000004", "000000020000000000000005"],
            history.Path(Lsn.Parse("0/4000028"), Lsn.Parse("0/5000001"), Size).Select(s => s.Name));
        Assert.Equal(["000000010000000000000004"], history.Path(Lsn.Parse("0/4000028"), Lsn.Parse("0/5000000"), Size).Select(s => s.Name));
    }

    [Fact]
    public void The_path_crosses_into_the_next_log_with_either_size()
    {
        Assert.Equal(
            ["0000000100000000000000FF", "000000010000000100000000"],
            TimelineHistory.Root(1).Path(Lsn.Parse("0/FF000028"), Lsn.Parse("1/10"), Size).Select(s => s.Name));
        Assert.Equal(
            ["00000001000000000000003F", "000000010000000100000000"],
            TimelineHistory.Root(1).Path(Lsn.Parse("0/FF000028"), Lsn.Parse("1/10"), 4 * Size).Select(s => s.Name));
    }

    private static string[] Path(string from, string to) => [.. History.Path(Lsn.Parse(from), Lsn.Parse(to), Size).Select(s => s.Name)];
}
