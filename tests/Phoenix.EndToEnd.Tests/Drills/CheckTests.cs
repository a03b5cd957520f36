using System.Globalization;
using System.Text.Json;
using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.BadInput;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary><c>phoenix check</c> on a lab that was drilled and runs: safe as it is, not safe with what is planted, and nothing is written by looking.</summary>
[Collection(DrilledLabTests.Name)]
public sealed class CheckTests(DrilledLab lab) : IDisposable
{
    // A server writes and archives by itself now and then: what a look wrote would be there every time.
    private const int MostTries = 5;
    private readonly string _folder = Directory.CreateTempSubdirectory("phoenix-check-e2e-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_drilled_lab_is_safe_and_looking_writes_nothing()
    {
        Assert.Equal(0, lab.Drill.ExitCode);
        PhoenixResult check = null!;
        (string Before, string After) seen = ("", "-");
        for (int n = 0; n < MostTries && seen.Before != seen.After; n++)
        {
            string outside = await OutsideAsync();
            string[] files = Files();
            check = await lab.State.RunAsync("check", "--format", "json");
            seen = (outside + string.Join('\n', files), await AfterAsync());
        }

        Assert.Equal(seen.Before, seen.After);
        Assert.True(check.ExitCode == 0, check.ToString());
        JsonElement root = JsonDocument.Parse(check.Output).RootElement;
        Assert.Equal(("safe", 0), (root.GetProperty("state").GetString(), root.GetProperty("exitCode").GetInt32()));
        string[] identifiers = [.. root.GetProperty("systemIdentifiers").EnumerateObject().Select(i => i.Value.GetString()!)];
        Assert.Equal(3, identifiers.Length);
        Assert.Single(identifiers.Distinct());
        string[] rules = [.. root.GetProperty("findings").EnumerateArray().Where(f => f.GetProperty("state").GetString() == "safe").Select(f => f.GetProperty("rule").GetString()!)];
        Assert.Subset(rules.ToHashSet(), new HashSet<string> { "reachable", "place", "stanza", "cipher", "backup", "identity", "newcomer", "timeline", "wal", "archiver", "gate/no-gap", "gate/same-repository", "clock", "disk", "restore-time" });
        Assert.NotEmpty(root.GetProperty("backups").EnumerateArray());
        Assert.DoesNotContain(lab.Watch.Secrets, s => check.ToString().Contains(s, StringComparison.Ordinal));

        // In this order: what asks the lab leaves files of its own.
        async Task<string> AfterAsync()
        {
            string[] files = Files();
            return await OutsideAsync() + string.Join('\n', files);
        }
    }

    [Fact]
    public async Task A_hole_is_found_and_once_it_is_filled_the_lab_is_safe_again()
    {
        Full.Only("beside a server a hole is looked for again for 15 s; without one the adapters' tests find it");
        using S3ObjectStore bucket = await Bucket.OpenAsync(lab.State, "lab");
        StoredObject[] segments = [.. (await Bucket.ListAsync(lab.State, "lab")).Where(o => Path.GetFileName(o.Key) is { Length: > 25 } n && n[24] == '-')];
        StoredObject hole = segments[^2];
        string name = Path.GetFileName(hole.Key)[..24];
        await using Stream stored = (await bucket.OpenReadAsync(hole.Key, Token))!;
        using MemoryStream content = new();
        await stored.CopyToAsync(content, Token);
        await bucket.DeleteAsync(hole.Key, Token);
        try
        {
            PhoenixResult found = await lab.State.RunAsync("check");
            Assert.True(found.ExitCode == 3, found.ToString());
            Assert.Matches("(?m)^lab 'lab': NOT SAFE: wal", found.Output);
            Assert.Matches($"(?m)^  NOT SAFE         wal .*{name}", found.Output);
        }
        finally
        {
            await bucket.PutAsync(hole.Key, content.ToArray(), PutCondition.None, CancellationToken.None);
        }

        PhoenixResult again = await lab.State.RunAsync("check");
        Assert.True(again.ExitCode == 0, again.ToString());
        Assert.StartsWith("lab 'lab': SAFE", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_is_enough_and_a_wrong_path_is_answered_with_the_right_one()
    {
        // Without a server only the witness tells what the archive must hold; a drill to an earlier point, by another test on this lab, leaves one that a look finds unsafe.
        PhoenixResult plain = await lab.State.RunAsync("drill", "--load-seconds", "1");
        Assert.True(plain.ExitCode == 0, plain.ToString());

        S3Settings s3 = await Bucket.SettingsAsync(lab.State, "lab");
        string passphrase = (await File.ReadAllTextAsync(Path.Combine(lab.State.Lab("lab"), "vault", "cipher.pass"), Token)).Trim();
        PhoenixResult sound = await CheckAsync("/pgbackrest/repo1");
        Assert.True(sound.ExitCode == 0, sound.ToString());
        PhoenixResult wrong = await CheckAsync("/pgbackrest/repo2");
        Assert.True(wrong.ExitCode == 3, wrong.ToString());
        Assert.Contains("set repo1-path=/pgbackrest/repo1", wrong.Output, StringComparison.Ordinal);
        Assert.DoesNotContain((string[])[s3.SecretKey, passphrase], s => (sound + wrong.ToString()).Contains(s, StringComparison.Ordinal));
        Assert.Equal(["pgbackrest.conf"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));

        Task<PhoenixResult> CheckAsync(string path)
        {
            string file = Path.Combine(_folder, "pgbackrest.conf");
            File.WriteAllText(file, string.Create(CultureInfo.InvariantCulture, $"""
                [global]
                repo1-type=s3
                repo1-path={path}
                repo1-s3-bucket={s3.Bucket}
                repo1-s3-endpoint={s3.Host}
                repo1-storage-port={s3.Port}
                repo1-s3-region={s3.Region}
                repo1-s3-uri-style=path
                repo1-storage-ca-file={s3.CaFile}
                repo1-s3-key={s3.AccessKey}
                repo1-s3-key-secret={s3.SecretKey}
                repo1-cipher-type=aes-256-cbc
                repo1-cipher-pass={passphrase}
                repo1-retention-full=4
                [db]
                pg1-path=/no/such/data
                """));
            return lab.State.RunAsync("check", "--stanza", "db", "--config", file);
        }
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_before_anything_is_looked_at()
    {
        Refused.Check(await lab.State.RunAsync("check", "--target", "lsn"), 2, "usage", "has no value");
        Refused.Check(await lab.State.RunAsync("check", "--config", Path.Combine(_folder, "none.conf")), 2, "configuration", "there is no such file");
        Refused.Check(await lab.State.RunAsync("check", "--lab", "never-made"), 2, "not-found", "was never made");
        Refused.Check(await lab.State.RunAsync("check", "--lab", "lab", "--stanza", "db"), 2, "usage", "without a stack");
    }

    // The bucket, and what the server counts of what it wrote and archived. Transactions that only read are no change.
    private async Task<string> OutsideAsync()
    {
        using S3ObjectStore bucket = await Bucket.OpenAsync(lab.State, "lab");
        List<string> objects = [];
        await foreach (StoredObject o in bucket.ListAsync("", Token))
        {
            objects.Add(string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Size} {o.ETag} {o.LastModified:O}"));
        }

        PhoenixResult counted = await lab.State.RunAsync(
            "lab", "psql", "--", "-qAtc",
            "select pg_current_wal_lsn(), a.archived_count, a.failed_count, a.stats_reset, (select sum(tup_inserted + tup_updated + tup_deleted) from pg_stat_database), (select sum(xact_rollback) from pg_stat_database), pg_snapshot_xmax(pg_current_snapshot()) from pg_stat_archiver a");
        Assert.True(counted.ExitCode == 0, counted.ToString());
        return string.Join('\n', objects) + "\n" + counted.Output;
    }

    // The server's own files and the endpoint's are theirs.
    private string[] Files() =>
    [
        .. ((string[])[lab.State.Folder, lab.State.Lab("lab")]).SelectMany(r => Directory.EnumerateFileSystemEntries(r, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            .Where(e => !((string[])["/pgdata/", "/logs/", "/node/", "/s3/"]).Any(p => e.Contains(p, StringComparison.Ordinal)))
            .Select(e => $"{e} {File.GetLastWriteTimeUtc(e):O}").Distinct().Order(StringComparer.Ordinal),
    ];
}
