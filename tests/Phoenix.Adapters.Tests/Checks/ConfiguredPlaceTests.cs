using Phoenix.Adapters.Checks;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Errors;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.Adapters.Tests.Checks;

/// <summary>A user's pgbackrest.conf, read as a restore reads it.</summary>
public sealed class ConfiguredPlaceTests : IDisposable
{
    private const string Secret = "s3cr3t-of-the-test";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_restore_uses_wins()
    {
        ConfiguredPlace place = Of("""
            # a comment
            [global]
            repo1-type=s3
            repo1-path=/backups
            repo1-s3-bucket = b
            repo1-s3-endpoint=s3.example.org
            repo1-s3-region=r
            repo1-s3-key=K
            repo1-s3-key-secret=from the file
            repo1-retention-full=2
            repo1-cipher-type=aes-256-cbc
            repo1-cipher-pass=P

            [global:restore]
            repo1-path=/elsewhere

            [db]
            pg1-path=/data
            pg1-port=5433

            [db:restore]
            repo1-s3-region=r2
            [other]
            repo1-s3-bucket=c
            """, new() { ["PGBACKREST_REPO1_S3_KEY_SECRET"] = Secret, ["HOME"] = "/home/me" });

        Assert.Equal(new RepositoryLocation("s3.example.org:443", "b", "r2", "/elsewhere", "db"), place.Location);
        Assert.Equal(new RepositoryLocation("s3.example.org:443", "b", "r", "/backups", "db"), ConfiguredPlace.Of(Read(), "db", "archive-push").Location);
        S3Settings s3 = place.ReadS3();
        Assert.Equal(("K", Secret, S3UriStyle.Host), (s3.AccessKey, s3.SecretKey, s3.UriStyle));
        Assert.Equal((true, (int?)2, "/data", 5433), (place.HasPassphrase, place.RetentionFull, place.DataDirectory, place.Server.Port));
        Assert.Equal(["K", Secret, "P"], place.Secrets);
        Assert.Equal(["db", "other"], Read().Stanzas);
    }

    [Fact]
    public void What_is_written_for_looking_holds_the_repository_and_nothing_of_the_users_folders()
    {
        ConfiguredPlace place = Of("[global]\nrepo1-type=s3\nrepo1-s3-key=K\nrepo1-bundle=y\nio-timeout=7\nlog-path=/var/log/mine\nspool-path=/var/spool/mine\n[db]\npg1-path=/data\n");
        string into = Directory.CreateDirectory(_folder.Sub("look")).FullName;
        place.Write(into);
        string file = Path.Combine(into, "pgbackrest.conf");
        string text = File.ReadAllText(file);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Contains("repo1-s3-key=K\n", text, StringComparison.Ordinal);
        Assert.Contains("io-timeout=7\n", text, StringComparison.Ordinal);
        Assert.Contains($"log-path={into}/log\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mine", text, StringComparison.Ordinal);
        Assert.DoesNotContain("pg1-path", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_type_it_is_a_folder_of_this_machine_and_other_repositories_are_named()
    {
        ConfiguredPlace place = Of("[global]\nrepo2-path=/b\nrepo1-path=/a\nrepo1-retention-full=9\nrepo1-retention-full-type=time\n[db]\n");
        Assert.Equal(("posix", "/a", null), (place.Kind, place.Path, place.RetentionFull));
        Assert.Equal(["repo2"], place.Others);
        Assert.Equal(new RepositoryLocation("", "", "", "/a", "db"), place.Location);
        Assert.Equal("/var/lib/pgbackrest", Of("[db]\npg1-path=/data\n").Path);
    }

    [Theory]
    [InlineData("https://s3.example.org", "s3.example.org:443")]
    [InlineData("s3.example.org:9000", "s3.example.org:9000")]
    public void An_endpoint_may_have_a_scheme_or_a_port(string endpoint, string expected) =>
        Assert.Equal(expected, Of($"[global]\nrepo1-type=s3\nrepo1-s3-endpoint={endpoint}\n").Location.Endpoint);

    [Theory]
    [InlineData("repo1-s3-key=K", "no repo1-s3-key-secret")]
    [InlineData("repo1-s3-key-secret=X", "no repo1-s3-key")]
    [InlineData("repo1-s3-key=K\nrepo1-s3-key-secret=X\nrepo1-s3-endpoint=10.0.0.1", "IP address")]
    public void What_a_restore_would_miss_is_named(string lines, string words)
    {
        ConfiguredPlace place = Of($"[global]\nrepo1-type=s3\nrepo1-s3-bucket=b\nrepo1-s3-region=r\nrepo1-s3-endpoint=s3.example.org\n{lines}\n");
        PhoenixException e = Assert.Throws<PhoenixException>(place.ReadS3);
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pgbackrest", "does not begin with '/'")]
    [InlineData("/a//b", "contains '//'")]
    public void A_path_that_pgBackRest_refuses_is_refused(string path, string words) => Assert.Contains(
        words, Assert.Throws<PhoenixException>(Of($"[global]\nrepo1-path={path}\n").CheckPath).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("repo1-s3-key-secret=s3cr3t-of-the-test\n", "line 1 is before the first section")]
    [InlineData("[global]\ns3cr3t-of-the-test\n", "line 2 is no 'option=value'")]
    public void A_damaged_file_is_named_by_line_and_never_shown(string text, string words)
    {
        PhoenixException e = Assert.Throws<PhoenixException>(() => Of(text));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_read_with_what_it_includes()
    {
        Directory.CreateDirectory(_folder.Sub("conf.d"));
        File.WriteAllText(_folder.Sub("conf.d/s3.conf"), "[global]\nrepo1-s3-key=K\n");
        File.WriteAllText(_folder.Sub("conf.d/notes.txt"), "not a configuration");
        File.WriteAllText(File_, "[global]\nrepo1-path=/a\n[db]\n");
        PgBackRestConfFile file = PgBackRestConfFile.Read(_folder.Path, new Dictionary<string, string>());
        Assert.Equal(["K"], ConfiguredPlace.Of(file, "db").Secrets);
        Assert.Equal("/a", ConfiguredPlace.Of(file, "db").Path);
        Assert.Throws<PhoenixException>(() => PgBackRestConfFile.Read(_folder.Sub("nothing"), new Dictionary<string, string>()));
        Assert.Throws<PhoenixException>(() => PgBackRestConfFile.Read(Directory.CreateDirectory(_folder.Sub("empty")).FullName, new Dictionary<string, string>()));
    }

    private string File_ => _folder.Sub("pgbackrest.conf");

    private PgBackRestConfFile Read() => PgBackRestConfFile.Read(File_, new Dictionary<string, string>());

    private ConfiguredPlace Of(string text, Dictionary<string, string>? environment = null)
    {
        File.WriteAllText(File_, text);
        return ConfiguredPlace.Of(PgBackRestConfFile.Read(File_, environment ?? []), "db");
    }
}
