using Phoenix.Manifests.Lint.Rules.PgBackRest;
using Xunit;

namespace Phoenix.Tests.Lint.Rules.PgBackRest;

/// <summary>Values are accepted and refused as pgBackRest does it.</summary>
public sealed class OptionValueTests
{
    [Theory]
    [InlineData("archive-async", "y")]
    [InlineData("archive-get-queue-max", "1073741824")]
    [InlineData("archive-get-queue-max", "128MiB")]
    [InlineData("archive-get-queue-max", "1gb")]
    [InlineData("archive-get-queue-max", "4k")]
    [InlineData("archive-timeout", "60")]
    [InlineData("archive-timeout", "0.5")]
    [InlineData("io-timeout", "2m")]
    [InlineData("process-max", "4")]
    [InlineData("compress-level", "-5")]
    [InlineData("compress-type", "zst")]
    [InlineData("backup-standby", "prefer")]
    [InlineData("repo-s3-key-type", "web-id")]
    [InlineData("log-level-file", "detail")]
    [InlineData("tls-server-auth", "client-cn=*")]
    [InlineData("repo-storage-tag", "key1=value1")]
    public void A_value_is_good(string option, string value) => Assert.Null(OptionValue.Fault(PgBackRestOptions.Find(option)!, value));

    [Theory]
    [InlineData("archive-async", "yes", "y")]
    [InlineData("archive-async", "True", "y")]
    [InlineData("archive-async", "off", "n")]
    [InlineData("archive-async", "maybe", null)]
    [InlineData("archive-get-queue-max", "1.5GiB", null)]
    [InlineData("archive-get-queue-max", "1 GiB", null)]
    [InlineData("archive-timeout", "one minute", null)]
    [InlineData("process-max", "0", null)]
    [InlineData("process-max", "many", null)]
    [InlineData("compress-type", "ZST", "zst")]
    [InlineData("compress-type", "zstd", null)]
    [InlineData("repo-type", "", null)]
    [InlineData("repo-storage-tag", "key1", null)]
    public void A_value_is_refused(string option, string value, string? meant) => Assert.Equal(meant, Assert.NotNull(OptionValue.Fault(PgBackRestOptions.Find(option)!, value)).Meant);
}
