using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Testing.Proof;
using Xunit;

namespace Phoenix.Tests.Drills;

/// <summary>When a wait for the archive ends before its time.</summary>
public sealed class ArchiveStallTests
{
    private const string Duplicate = "pgbackrest archive-push: [045] WAL file '000000020000000000000005' already exists in the repo1 archive with a different checksum";
    private const string Refused = "pgbackrest archive-push: HostConnectError unable to connect to 'localhost:9000': [111] Connection refused";

    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Theory]
    [InlineData(Duplicate, 2, false)]
    [InlineData(Duplicate, 3, true)]
    [InlineData(Refused, 3, false)]
    [InlineData(Refused, 29, false)]
    [InlineData(Refused, 30, true)]
    public void What_no_try_can_mend_ends_it_at_once_and_anything_else_after_several_tries(string message, int seconds, bool ends)
    {
        ArchiveStall stall = new(_time);
        Assert.Null(stall.Judge(Status("a", message)));
        _time.Nanoseconds = seconds * 1_000_000_000L;

        Assert.Equal(ends, stall.Judge(Status("a", message)) is not null);
    }

    [Fact]
    public void Whatever_gets_through_begins_it_anew()
    {
        ArchiveStall stall = new(_time);
        stall.Judge(Status("a", Duplicate));
        _time.Nanoseconds = 4_000_000_000;
        Assert.Null(stall.Judge(Status("b", Duplicate)));
        _time.Nanoseconds = 6_000_000_000;
        Assert.Null(stall.Judge(Status("b", null)));
        _time.Nanoseconds = 8_000_000_000;
        Assert.Null(stall.Judge(Status("b", Duplicate)));
        _time.Nanoseconds = 9_000_000_000;
        Assert.NotNull(stall.Judge(Status("b", Duplicate)));
    }

    private static ArchiverStatus Status(string archived, string? cause) => new(archived, 3, 0, null, false)
    {
        Cause = cause is null ? null : new PhoenixException(ErrorCode.ToolFailed, cause, "mend"),
    };
}
