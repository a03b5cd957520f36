using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>Names of options are read as pgBackRest reads them.</summary>
public sealed class OptionNameTests
{
    [Theory]
    [InlineData("repo1-path", "repo1-path")]
    [InlineData("repo12-s3-key", "repo12-s3-key")]
    [InlineData("pg2-host", "pg2-host")]
    [InlineData("archive-async", "archive-async")]
    [InlineData("tls-cipher-12", "tls-cipher-12")]
    [InlineData("pg-version-force", "pg-version-force")]
    [InlineData("retention-full", "repo1-retention-full")]
    [InlineData("db-path", "pg1-path")]
    [InlineData("db2-path", "pg2-path")]
    [InlineData("repo-path", "repo1-path")]
    [InlineData("repo1-s3-verify-ssl", "repo1-storage-verify-tls")]
    [InlineData("repo1-s3-verify-tls", "repo1-storage-verify-tls")]
    [InlineData("repo-s3-verify-ssl", "repo1-storage-verify-tls")]
    [InlineData("no-delta", "delta")]
    public void A_name_is_known(string written, string key) => Assert.Equal(key, OptionName.Parse(written).Key);

    [Theory]
    [InlineData("repo1-pth")]
    [InlineData("log level")]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("1-path")]
    [InlineData("repo99999999999-path-x")]
    public void A_name_is_not_known(string written) => Assert.Null(OptionName.Parse(written).Option);

    [Fact]
    public void A_missing_and_a_needless_number_are_told_apart_from_an_unknown_name()
    {
        Assert.True(OptionName.Parse("repo-retention-full").LacksIndex);
        Assert.True(OptionName.Parse("archive1-async").HasNeedlessIndex);
        Assert.True(OptionName.Parse("no-online").IsNegated);
        Assert.True(OptionName.Parse("reset-pg1-host").IsReset);
    }

    [Theory]
    [InlineData("repo1-s3-uristyle", "repo1-s3-uri-style", true)]
    [InlineData("repo2-retension-full", "repo2-retention-full", true)]
    [InlineData("archive_async", "archive-async", true)]
    [InlineData("repo1-s3-secret-key", "repo1-s3-key-secret", true)]
    [InlineData("log-level-consol", "log-level-console", true)]
    [InlineData("pg1-pat", "pg1-path", false)]
    public void What_was_meant_is_found(string written, string meant, bool sure) => Assert.Equal((meant, sure), OptionSpelling.Nearest(OptionName.Parse(written)));

    [Theory]
    [InlineData("enable-the-whole-thing")]
    [InlineData("xyz")]
    public void What_is_far_from_all_is_not_guessed(string written) => Assert.Null(OptionSpelling.Nearest(OptionName.Parse(written)));

    [Fact]
    public void Every_option_is_known_by_its_own_name() =>
        Assert.All(PgBackRestOptions.All, o => Assert.Equal(o.Name, OptionName.Parse(o.Indexed(1)).Option?.Name));
}
