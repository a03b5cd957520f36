using System.Globalization;
using Phoenix.Adapters.Checks;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Secrets;
using Phoenix.Adapters.Tests.LabS3;
using Phoenix.Adapters.Tests.PgBackRest;
using Phoenix.Checks;
using Phoenix.Drills;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.Checks;

/// <summary>Faults planted in a real repository, or in the configuration that reads it, and what a check makes of them.</summary>
public sealed class RepositoryLookTests : IClassFixture<BackedUpCluster>, IDisposable
{
    private readonly BackedUpCluster _cluster;
    private readonly TemporaryFolder _folder = new();
    private int _looks;

    public RepositoryLookTests(BackedUpCluster cluster)
    {
        Assert.SkipUnless(BackedUpCluster.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        _cluster = cluster;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sound_repository_is_safe_and_a_look_changes_nothing()
    {
        string[] before = await ListAsync();
        CheckResult result = await CheckAsync(_cluster.Settings);
        Assert.Equal(before, await ListAsync());
        Assert.True(result.State == CheckState.Safe, string.Join('\n', result.Findings));
        Assert.Contains(result.Findings, f => f is { Rule: "wal", State: CheckState.Safe } && f.Detail.EndsWith("none missing", StringComparison.Ordinal));
        Assert.Contains(result.Findings, f => f is { Rule: "cipher", State: CheckState.Safe } && f.Detail == "the passphrase opens backup.info");
        Assert.Contains(result.Findings, f => f is { Rule: "clock", State: CheckState.Safe });
        // The lab's endpoint knows neither question, which decides nothing.
        Assert.Contains(result.Findings, f => f is { Rule: "bucket-lifecycle", State: CheckState.CouldNotTell, IsNote: true });
        Assert.Contains(result.Findings, f => f is { Rule: "bucket-versioning", State: CheckState.CouldNotTell, IsNote: true });
    }

    [Fact]
    public async Task A_wrong_path_stanza_or_bucket_is_answered_with_the_right_one()
    {
        Finds(await CheckAsync(_cluster.Settings with { Path = "/base/repo2" }), "place", "set repo1-path=/base/repo1");
        Finds(await CheckAsync(_cluster.Settings with { Stanza = "main" }), "place", "use --stanza=db");
        await _cluster.Lab.Admin.CreateBucketAsync("empty-one", Token);
        CheckResult other = await CheckAsync(_cluster.Settings with { S3 = _cluster.Settings.S3 with { Bucket = "empty-one" } });
        Finds(other, "place", $"these credentials see other buckets: {LabEndpoint.Bucket}");
        CheckResult none = await CheckAsync(_cluster.Settings with { S3 = _cluster.Settings.S3 with { Bucket = "no-such-bucket" } });
        Finds(none, "reachable", "the bucket does not exist");
        Finds(none, "place", LabEndpoint.Bucket);
    }

    [Fact]
    public async Task Wrong_credentials_and_passphrases_are_told_apart()
    {
        FullOnly();
        Finds(await CheckAsync(_cluster.Settings with { S3 = _cluster.Settings.S3 with { SecretKey = "wrong" } }), "reachable", "the credentials were refused");
        CheckResult wrong = await CheckAsync(_cluster.Settings with { CipherPassphrase = "wrong" });
        Finds(wrong, "cipher", "the passphrase does not open backup.info");
        Finds(wrong, "stanza", "");
        Assert.Contains(wrong.Findings, f => f is { Rule: "reachable", State: CheckState.Safe });
        Finds(await CheckAsync(_cluster.Settings with { CipherPassphrase = null }), "cipher", "has no passphrase");
    }

    [Fact]
    public async Task A_hole_and_a_second_history_are_found()
    {
        WalSegment hole = _cluster.LastSegment with { Number = _cluster.LastSegment.Number - 1 };
        await using (await _cluster.WithholdAsync(hole))
        {
            Finds(await CheckAsync(_cluster.Settings), "wal", hole.Name);
        }

        string twice = $"base/repo1/archive/db/15-1/{hole.Name[..16]}/{hole.Name}-{new string('0', 40)}.zst";
        await _cluster.Bucket.PutAsync(twice, new byte[1], PutCondition.None, Token);
        try
        {
            Finds(await CheckAsync(_cluster.Settings), "duplicates", hole.Name);
        }
        finally
        {
            await _cluster.Bucket.DeleteAsync(twice, Token);
        }
    }

    [Fact]
    public async Task Files_of_the_backup_that_are_gone_are_missed()
    {
        // pgbackrest info goes on saying "ok".
        string label = (await _cluster.Outside.ReadInfoAsync(Token)).Backups[0].Label;
        StoredObject[] set = await _cluster.Bucket.ListAsync($"base/repo1/backup/db/{label}/", Token).ToArrayAsync(Token);
        StoredObject file = set.Where(o => !o.Key.Contains("manifest", StringComparison.Ordinal)).MinBy(o => o.Size)!;
        foreach (string key in (string[])[file.Key, $"base/repo1/backup/db/{label}/backup.manifest"])
        {
            byte[] content = await _cluster.ReadAsync(key);
            await _cluster.Bucket.DeleteAsync(key, Token);
            await using (new Withheld(_cluster.Bucket, key, content))
            {
                CheckResult result = await CheckAsync(_cluster.Settings);
                Finds(result, "backup", label);
                Assert.Contains(result.Findings, f => f is { Rule: "stanza", State: CheckState.Safe });
            }
        }
    }

    [Fact]
    public async Task What_is_missing_at_the_end_is_known_by_the_witness()
    {
        FullOnly();
        RepositoryInfo info = await _cluster.Outside.ReadInfoAsync(Token);
        ArchiveListing listing = await _cluster.Outside.ListArchiveAsync(Token);
        WalSegment newest = listing.Newest(1, WalSegment.DefaultSize)!.Value;
        var witness = new Witness(Guid.NewGuid(), 1, info.SystemIdentifier!.Value, 1, new Lsn(newest.Start.Value + 100), newest.End, newest.Name, info.Backups[^1].Label, [], 1, "", DateTimeOffset.UtcNow);
        var store = new WitnessStore(_cluster.Settings.Location, _cluster.Bucket);
        await store.WriteAsync(witness, Token);
        try
        {
            CheckResult sound = await CheckAsync(_cluster.Settings);
            Assert.True(sound.State == CheckState.Safe, string.Join('\n', sound.Findings));
            await using (await _cluster.WithholdAsync(newest))
            {
                Finds(await CheckAsync(_cluster.Settings), "archive-end", $"{newest.Name}, which is not in the archive");
            }
        }
        finally
        {
            await _cluster.Bucket.DeleteAsync("base/phoenix/repo1/witness/db.json", Token);
        }
    }

    [Fact]
    public async Task Targets_are_compared_with_what_is_there()
    {
        FullOnly();
        BackupSet backup = (await _cluster.Outside.ReadInfoAsync(Token)).Backups[0];
        CheckResult within = await CheckAsync(_cluster.Settings, new RecoveryTarget(RecoveryTargetKind.Lsn, backup.StopLsn.ToString()));
        Assert.True(within.State == CheckState.Safe, string.Join('\n', within.Findings));
        Finds(await CheckAsync(_cluster.Settings, new RecoveryTarget(RecoveryTargetKind.Lsn, "F/0")), "target", "lies behind the end");
    }

    // pgBackRest finds WAL through this file alone, and a listing of the segments does not show it.
    [Fact]
    public async Task An_archive_info_that_cannot_be_read_is_found()
    {
        string[] keys = ["base/repo1/archive/db/archive.info", "base/repo1/archive/db/archive.info.copy"];
        byte[][] contents = [await _cluster.ReadAsync(keys[0]), await _cluster.ReadAsync(keys[1])];
        await using (new Withheld(_cluster.Bucket, keys[0], contents[0]))
        await using (new Withheld(_cluster.Bucket, keys[1], contents[1]))
        {
            foreach (string key in keys)
            {
                await _cluster.Bucket.PutAsync(key, new byte[100], PutCondition.None, Token);
            }

            Finds(await CheckAsync(_cluster.Settings), "stanza", "backup.info can be read, and neither archive.info nor its copy");
        }
    }

    [Fact]
    public async Task A_moment_is_compared_with_the_commits_in_the_archive()
    {
        FullOnly();
        DateTimeOffset stopped = (await _cluster.Outside.ReadInfoAsync(Token)).Backups[0].StoppedAt;
        using RepositoryLook look = RepositoryLook.Of(_cluster.Settings, 2, Scratch(), _cluster.Runner, TimeProvider.System);
        CheckEvidence evidence = await look.LookAsync(At(stopped.AddSeconds(1)), server: null, Token);
        Assert.True(evidence.NewestCommit!.Value.IsWhole);
        DateTimeOffset newest = evidence.NewestCommit.Value.At!.Value;
        Finds(await CheckAsync(_cluster.Settings, At(newest.AddMilliseconds(1))), "target", "recovery ended before configured recovery target was reached");
        Finds(await CheckAsync(_cluster.Settings, At(newest.AddYears(1))), "target", "lies behind the last segment");

        static RecoveryTarget At(DateTimeOffset time) => new(RecoveryTargetKind.Time, time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "+00");
    }

    [Fact]
    public async Task A_configuration_is_enough_and_so_is_a_folder()
    {
        FullOnly();
        // What the bucket holds, as a repository on this machine: pgBackRest reads the one as the other.
        string root = _folder.Sub("repo1");
        await foreach (StoredObject o in _cluster.Bucket.ListAsync("base/repo1/", Token))
        {
            string file = Path.Combine(root, o.Key["base/repo1/".Length..]);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllBytesAsync(file, await _cluster.ReadAsync(o.Key), Token);
        }

        string conf = $"[global]\nrepo1-path={root}\nrepo1-cipher-type=aes-256-cbc\nrepo1-cipher-pass={BackedUpCluster.Passphrase}\n[db]\n";
        CheckResult sound = await CheckAsync(conf);
        Assert.True(sound.State == CheckState.Safe, string.Join('\n', sound.Findings));
        Finds(await CheckAsync(conf.Replace(root, root + "x", StringComparison.Ordinal)), "place", $"set repo1-path={root}");
        string segment = Directory.EnumerateFiles(root, $"{(_cluster.LastSegment with { Number = _cluster.LastSegment.Number - 1 }).Name}-*", SearchOption.AllDirectories).Single();
        File.Delete(segment);
        Finds(await CheckAsync(conf), "wal", Path.GetFileName(segment)[..24]);
        CheckResult remote = await CheckAsync(conf.Replace("[global]\n", "[global]\nrepo1-host=elsewhere.invalid\n", StringComparison.Ordinal));
        Assert.Contains(remote.Findings, f => f is { Rule: "reachable", State: CheckState.CouldNotTell });
    }

    // Each look is four calls of pgBackRest; the rules themselves are tested without.
    private static void FullOnly() =>
        Assert.SkipUnless(Environment.GetEnvironmentVariable("PHOENIX_TEST_FULL") == "1", "one of many faults on the real tools: only with PHOENIX_TEST_FULL=1");

    private static void Finds(CheckResult result, string rule, string words)
    {
        Assert.True(result.State == CheckState.NotSafe, string.Join('\n', result.Findings));
        Assert.True(
            result.Findings.Any(f => f.Rule == rule && f is { State: CheckState.NotSafe, IsNote: false } && $"{f.Detail}; {f.Fix}".Contains(words, StringComparison.Ordinal)),
            string.Join('\n', result.Findings));
        Assert.DoesNotContain(result.Findings, f => $"{f}".Contains(BackedUpCluster.Passphrase, StringComparison.Ordinal));
    }

    private async Task<CheckResult> CheckAsync(RepositorySettings settings, RecoveryTarget? target = null)
    {
        using RepositoryLook look = RepositoryLook.Of(settings, 2, Scratch(), _cluster.Runner, TimeProvider.System);
        return RepositoryCheck.Judge(await look.LookAsync(target ?? RecoveryTarget.Latest, server: null, Token));
    }

    private async Task<CheckResult> CheckAsync(string conf)
    {
        string file = _folder.Sub("pgbackrest.conf");
        await File.WriteAllTextAsync(file, conf, Token);
        ConfiguredPlace place = ConfiguredPlace.Of(PgBackRestConfFile.Read(file, new Dictionary<string, string>()), "db");
        using RepositoryLook look = RepositoryLook.Of(place, Scratch(), _cluster.Runner, TimeProvider.System);
        return RepositoryCheck.Judge(await look.LookAsync(RecoveryTarget.Latest, server: null, Token));
    }

    private string Scratch() => Directory.CreateDirectory(_folder.Sub($"look{_looks++}")).FullName;

    private async Task<string[]> ListAsync()
    {
        List<string> all = [];
        await foreach (StoredObject o in _cluster.Bucket.ListAsync("", Token))
        {
            all.Add($"{o.Key} {o.Size} {o.ETag} {o.LastModified:O}");
        }

        return [.. all];
    }
}
