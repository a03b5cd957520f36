using Phoenix.Adapters.PgBackRest;
using Phoenix.Errors;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

public sealed class RestoreArgumentsTests
{
    [Fact]
    public void Latest_needs_no_target() =>
        Assert.Equal(["--pg1-path=/d", "--no-delta"], PgBackRestTool.RestoreArguments(new RestoreJob("/d", RecoveryTarget.Latest, null, null)));

    [Theory]
    [InlineData(RecoveryTargetKind.Time, "2026-02-10 14:55:00+00", "2026-02-10 14:55:00.000000+00")]
    [InlineData(RecoveryTargetKind.Time, "2026-02-10 15:55:00.123456+01", "2026-02-10 14:55:00.123456+00")]
    [InlineData(RecoveryTargetKind.Time, "2026-02-10T14:55:00.5Z", "2026-02-10 14:55:00.500000+00")]
    [InlineData(RecoveryTargetKind.Lsn, "0/3000148", "0/3000148")]
    [InlineData(RecoveryTargetKind.Xid, "744", "744")]
    [InlineData(RecoveryTargetKind.Name, "before the change", "before the change")]
    public void A_target_is_spelt_as_pgBackRest_wants_it(RecoveryTargetKind kind, string value, string expected) => Assert.Equal(
        ["--pg1-path=/d", "--no-delta", "--set=L", $"--type={kind.ToString().ToLowerInvariant()}", "--target-action=promote", "--target=" + expected],
        PgBackRestTool.RestoreArguments(new RestoreJob("/d", new RecoveryTarget(kind, value), "L", null)));

    [Fact]
    public void Exclusion_timeline_and_restore_command_are_passed() => Assert.Equal(
        ["--pg1-path=/d", "--no-delta", "--type=lsn", "--target-action=promote", "--target=0/1", "--target-exclusive", "--target-timeline=12", "--recovery-option=restore_command=''a\\\\b'' %f \"%p\""],
        PgBackRestTool.RestoreArguments(new RestoreJob("/d", new RecoveryTarget(RecoveryTargetKind.Lsn, "0/1", false, 12), null, "'a\\b' %f \"%p\"")));

    [Theory]
    [InlineData(RecoveryTargetKind.Time, "2026-02-10 14:55:00", true, null)]
    [InlineData(RecoveryTargetKind.Time, "noon", true, null)]
    [InlineData(RecoveryTargetKind.Lsn, null, true, null)]
    [InlineData(RecoveryTargetKind.Name, "a\nb", true, null)]
    [InlineData(RecoveryTargetKind.Name, "a", false, null)]
    [InlineData(RecoveryTargetKind.Immediate, null, true, 2u)]
    public void What_cannot_be_said_is_refused(RecoveryTargetKind kind, string? value, bool inclusive, uint? timeline) => Assert.Equal(
        ErrorCode.TargetImpossible,
        Assert.Throws<PhoenixException>(() => PgBackRestTool.RestoreArguments(new RestoreJob("/d", new RecoveryTarget(kind, value, inclusive, timeline), null, null))).Code);
}
