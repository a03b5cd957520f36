using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Errors;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

public sealed class PgBackRestConfigTests
{
    private static readonly RepositorySettings Settings = new(
        new S3Settings("localhost", 9000, "r", "b", S3UriStyle.Path, "/ca.pem", "the-access-key", "the-secret-key", "the-token"), "/base/repo1", "db", "the=pass #phrase");

    private static readonly PgBackRestOptions Options = PgBackRestOptions.For("/w", new PgBackRestServer("/data", 5433, "/sockets"));

    [Fact]
    public void Secrets_stand_in_their_own_file_only()
    {
        PgBackRestConfig config = PgBackRestConfig.Render(Settings, Options);
        Assert.All(Settings.Secrets, secret =>
        {
            Assert.DoesNotContain(secret, config.Main, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, config.ToString(), StringComparison.Ordinal);
            Assert.Contains("=" + secret + "\n", config.Secrets, StringComparison.Ordinal);
        });
        Assert.Equal(5, config.Secrets.Trim().Split('\n').Length);
    }

    [Theory]
    [InlineData("repo1-s3-endpoint=localhost")]
    [InlineData("repo1-storage-port=9000")]
    [InlineData("repo1-s3-uri-style=path")]
    [InlineData("repo1-storage-ca-file=/ca.pem")]
    [InlineData("repo1-cipher-type=aes-256-cbc")]
    [InlineData("archive-async=y")]
    [InlineData("expire-auto=n")]
    [InlineData("io-timeout=5")]
    [InlineData("spool-path=/w/spool")]
    [InlineData("[db]")]
    [InlineData("pg1-path=/data")]
    [InlineData("pg1-port=5433")]
    [InlineData("pg1-socket-path=/sockets")]
    public void What_pgBackRest_needs_is_there(string line) => Assert.Contains("\n" + line + "\n", PgBackRestConfig.Render(Settings, Options).Main, StringComparison.Ordinal);

    [Fact]
    public void Outside_of_a_stack_there_is_no_server_and_maybe_no_cipher()
    {
        PgBackRestConfig config = PgBackRestConfig.Render(Settings with { CipherPassphrase = null }, Options with { Server = null });
        Assert.DoesNotContain("pg1-", config.Main, StringComparison.Ordinal);
        Assert.Contains("repo1-cipher-type=none", config.Main, StringComparison.Ordinal);
        Assert.DoesNotContain("cipher-pass", config.Secrets, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a\nrepo1-path=/other")]
    [InlineData("a\r")]
    [InlineData(" a")]
    [InlineData("")]
    public void A_value_that_would_not_be_read_back_is_refused(string value)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => PgBackRestConfig.Render(Settings with { CipherPassphrase = value }, Options));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("repo1-cipher-pass", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_are_closed_to_others()
    {
        using TemporaryFolder folder = new();
        PgBackRestOptions options = Options with { WorkDirectory = folder.Sub("work") };
        PgBackRestConfig config = PgBackRestConfig.Render(Settings, options);
        config.Write(folder.Sub("etc"), options, account: null);
        config.Write(folder.Sub("etc"), options, account: null);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.Sub("etc/conf.d/s3.conf")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Sub("etc/conf.d")));
        Assert.Equal(config.Main, File.ReadAllText(folder.Sub("etc/pgbackrest.conf")));
    }
}
