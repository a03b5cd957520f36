using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>Times of recovery targets.</summary>
public sealed class TargetTimeTests
{
    [Theory]
    [InlineData("2026-02-10 14:55:00", true, false)]
    [InlineData("2026-02-10 14:55:00+00", true, true)]
    [InlineData("2026-02-10 14:55:00.123456-0430", true, true)]
    [InlineData("2026-02-10 14:55:00+04:30", true, true)]
    [InlineData("2026-02-10T14:55:00Z", false, false)]
    [InlineData("2026-02-30 14:55:00+00", false, true)]
    [InlineData("2026-02-10 14:55", false, false)]
    [InlineData("yesterday", false, false)]
    public void The_form_is_judged(string text, bool formed, bool offset) => Assert.Equal((formed, offset), (TargetTime.IsFormed(text), TargetTime.HasOffset(text)));

    [Theory]
    [InlineData("2026-02-10T14:55:00Z", "2026-02-10 14:55:00+00")]
    [InlineData("2026-02-10T14:55:00.5+02:00", "2026-02-10 14:55:00.5+02:00")]
    [InlineData("2026-02-10T14:55:00", null)]
    [InlineData("10.02.2026 14:55", null)]
    public void What_ISO_means_is_written_otherwise(string text, string? meant) => Assert.Equal(meant, TargetTime.OfIso(text));
}
