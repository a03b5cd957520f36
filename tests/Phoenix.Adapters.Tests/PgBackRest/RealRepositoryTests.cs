using System.Security.Cryptography;
using System.Text;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.S3;
using Phoenix.Adapters.Secrets;
using Phoenix.Errors;
using Phoenix.Lab.Sabotage;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PgBackRest;

/// <summary>Real pgBackRest and PostgreSQL on the lab's endpoint.</summary>
public sealed class RealRepositoryTests : IClassFixture<BackedUpCluster>
{
    private readonly BackedUpCluster _cluster;

    public RealRepositoryTests(BackedUpCluster cluster)
    {
        Assert.SkipUnless(BackedUpCluster.Possible, "pgBackRest and PostgreSQL 15 are not installed");
        _cluster = cluster;
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_repository_is_read_from_outside()
    {
        RepositoryInfo info = await _cluster.Outside.ReadInfoAsync(Token);
        BackupSet backup = Assert.Single(info.Backups);
        Assert.Equal((0, "aes-256-cbc", "full"), (info.StatusCode, info.Cipher, backup.Type));
        Assert.Equal(info.SystemIdentifier, backup.SystemIdentifier);
        Assert.True(Lsn.Zero < backup.StartLsn && backup.StartLsn < backup.StopLsn && !backup.HasPageErrors && backup.DatabaseBytes > 1_000_000);
        Assert.Equal(WalSegment.Containing(1, backup.StartLsn).Name, backup.StartSegment);

        ArchiveListing listing = await _cluster.Outside.ListArchiveAsync(Token);
        Assert.Equal("15-1", listing.ArchiveId);
        Assert.True(listing.Newest(1, WalSegment.DefaultSize)!.Value.Number >= _cluster.LastSegment.Number);
        ArchiveObservation scan = ArchiveScan.Scan(listing, TimelineHistory.Root(1), backup.StartLsn, _cluster.LastSegment);
        Assert.True(scan.Needed >= 4);
        Assert.Empty(scan.Missing);
    }

    [Fact]
    public async Task A_fetched_segment_is_the_one_that_the_server_wrote()
    {
        string into = Directory.CreateDirectory(_cluster.Sub("fetched")).FullName;
        string? hash = await _cluster.Outside.FetchSegmentAsync(_cluster.LastSegment, into, Token);
        byte[] original = await File.ReadAllBytesAsync(_cluster.LastSegmentFile, Token);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(original)), hash);
        Assert.Equal(original, await File.ReadAllBytesAsync(Path.Combine(into, _cluster.LastSegment.Name), Token));
        Assert.Null(await _cluster.Outside.FetchSegmentAsync(new WalSegment(1, 4711), into, Token));
        Assert.Null(await _cluster.Outside.ReadHistoryAsync(7, Token));
    }

    [Fact]
    public async Task The_digest_follows_the_listing()
    {
        string before = await _cluster.Outside.DigestListingAsync(Token);
        Assert.Equal(before, await _cluster.Outside.DigestListingAsync(Token));
        await _cluster.Bucket.PutAsync("base/phoenix/witness", new byte[1], PutCondition.None, Token);
        Assert.Equal(before, await _cluster.Outside.DigestListingAsync(Token));
        await _cluster.Bucket.PutAsync("base/repo1/stray", new byte[1], PutCondition.None, Token);
        Assert.NotEqual(before, await _cluster.Outside.DigestListingAsync(Token));
        await _cluster.Bucket.DeleteAsync("base/repo1/stray", Token);
    }

    [Fact]
    public async Task The_last_row_comes_back_and_nothing_is_published()
    {
        string before = await _cluster.Outside.DigestListingAsync(Token);
        await _cluster.RestoreAsync("reborn", new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(1), _cluster.LastSegment));
        await _cluster.StartAsync("reborn", "false");
        await _cluster.WaitForPromotionAsync();
        Assert.Equal("3000|3000", await _cluster.SqlAsync("select count(*), max(id) from t"));
        Assert.Equal("00000002", (await _cluster.SqlAsync("select pg_walfile_name(pg_current_wal_lsn())"))[..8]);
        await _cluster.StopAsync("reborn");
        Assert.True(File.Exists(Path.Combine(_cluster.Sub("reborn"), "pg_wal", "archive_status", "00000002.history.ready")));
        Assert.Equal(before, await _cluster.Outside.DigestListingAsync(Token));
    }

    [Fact]
    public async Task A_hole_stops_the_recovery_and_promotes_nothing()
    {
        WalSegment hole = _cluster.LastSegment with { Number = _cluster.LastSegment.Number - 1 };
        await using Withheld withheld = await _cluster.WithholdAsync(hole);
        ArchiveListing listing = await _cluster.Outside.ListArchiveAsync(Token);
        Lsn start = (await _cluster.Outside.ReadInfoAsync(Token)).Backups[0].StartLsn;
        Assert.Equal([hole.Name], ArchiveScan.Scan(listing, TimelineHistory.Root(1), start, _cluster.LastSegment).Missing);

        await _cluster.RestoreAsync("holed", new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(1), _cluster.LastSegment));
        await _cluster.ExpectStopAsync("holed", hole.Name, "hole");
    }

    [Fact]
    public async Task A_repository_that_goes_away_stops_the_recovery_and_promotes_nothing()
    {
        await _cluster.RestoreAsync("cut", new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(1), _cluster.LastSegment), stanza: "elsewhere");
        await _cluster.ExpectStopAsync("cut", "FileMissingError", "pgBackRest ended with 103");
    }

    [Fact]
    public async Task A_damaged_segment_is_told()
    {
        ArchiveListing listing = await _cluster.Outside.ListArchiveAsync(Token);
        StoredObject stored = await _cluster.Bucket.ListAsync($"base/repo1/archive/db/15-1/0000000100000000/{_cluster.LastSegment.Name}-", Token).SingleAsync(Token);
        byte[] content = await _cluster.ReadAsync(stored.Key);
        byte[] damaged = [.. content];
        damaged[damaged.Length / 2] ^= 1;
        await _cluster.Bucket.PutAsync(stored.Key, damaged, PutCondition.None, Token);
        try
        {
            Assert.NotEmpty(listing.Segments);
            PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => _cluster.Outside.FetchSegmentAsync(_cluster.LastSegment, _cluster.Sub(""), Token));
            Assert.True(e.Code is ErrorCode.ToolFailed or ErrorCode.Configuration, e.Message);
        }
        finally
        {
            await _cluster.Bucket.PutAsync(stored.Key, content, PutCondition.None, Token);
        }
    }

    [Fact]
    public async Task The_cipher_of_a_sabotage_is_pgBackRest_s_own()
    {
        string passphrase = Assert.IsType<string>(_cluster.Settings.CipherPassphrase);
        RepositoryCipher cipher = new(passphrase);
        byte[] stored = await _cluster.ReadAsync("base/repo1/archive/db/archive.info");
        byte[] plain = cipher.Decrypt(stored);
        Assert.Contains("cipher-pass=", Encoding.UTF8.GetString(plain), StringComparison.Ordinal);
        await _cluster.Bucket.PutAsync("base/repo1/archive/db/archive.info", cipher.Encrypt(plain), PutCondition.None, Token);
        Assert.Equal(0, (await _cluster.Outside.ReadInfoAsync(Token)).StatusCode);
        Assert.Equal(plain, cipher.Decrypt(await _cluster.ReadAsync("base/repo1/archive/db/archive.info")));
        await _cluster.Bucket.PutAsync("base/repo1/archive/db/archive.info", stored, PutCondition.None, Token);
        Assert.Throws<CryptographicException>(() => cipher.Decrypt(plain));
    }

    public static TheoryData<string, ErrorCode, string> Faults => new()
    {
        { "key", ErrorCode.RepositoryDenied, "InvalidAccessKeyId" },
        { "secret", ErrorCode.RepositoryDenied, "SignatureDoesNotMatch" },
        { "bucket", ErrorCode.RepositoryUnavailable, "NoSuchBucket" },
        { "path", ErrorCode.RepositoryUnavailable, "unable to open missing file" },
        { "region", ErrorCode.RepositoryUnavailable, "AuthorizationHeaderMalformed" },
        { "passphrase", ErrorCode.Configuration, "outside of section" },
        { "no passphrase", ErrorCode.Configuration, "" },
        { "port", ErrorCode.RepositoryUnavailable, "Connection refused" },
        { "address", ErrorCode.RepositoryUnavailable, "unable to find hostname" },
        { "authority", ErrorCode.RepositoryUnavailable, "unable to verify certificate" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_is_named_by_its_cause(string fault, ErrorCode code, string cause)
    {
        RepositorySettings good = _cluster.Settings;
        S3Settings s3 = good.S3;
        RepositorySettings bad = fault switch
        {
            "key" => good with { S3 = s3 with { AccessKey = "NOBODY" } },
            "secret" => good with { S3 = s3 with { SecretKey = "wrong-secret" } },
            "bucket" => good with { S3 = s3 with { Bucket = "no-such-bucket" } },
            "path" => good with { Path = "/base/other" },
            "region" => good with { S3 = s3 with { Region = "eu-wrong-1" } },
            "passphrase" => good with { CipherPassphrase = "wrong-passphrase" },
            "no passphrase" => good with { CipherPassphrase = null },
            "port" => good with { S3 = s3 with { Port = 1 } },
            "address" => good with { S3 = s3 with { Host = "127.0.0.1" } },
            "authority" => good with { S3 = s3 with { CaFile = null } },
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
        PgBackRestTool tool = _cluster.Tool("fault-" + fault.Replace(' ', '-'), bad, new PgBackRestServer(_cluster.Sub("nowhere"), 5432, _cluster.Sub("")));
        PhoenixException restore = await Assert.ThrowsAsync<PhoenixException>(() => tool.RestoreAsync(new RestoreJob(_cluster.Sub("nowhere"), RecoveryTarget.Latest, null, null), Token));

        // S3 answers 404 to a GET for a missing bucket as for a missing object: pgBackRest cannot tell them apart there.
        string expected = fault == "bucket" ? "unable to open missing file" : cause;
        Assert.Contains(expected, restore.Message, StringComparison.Ordinal);
        Assert.Equal(code, restore.Code);
        if (fault == "path")
        {
            Assert.Equal(1, (await tool.ReadInfoAsync(Token)).StatusCode);
        }
        else
        {
            PhoenixException info = await Assert.ThrowsAsync<PhoenixException>(() => tool.ReadInfoAsync(Token));
            Assert.Contains(cause, info.Message, StringComparison.Ordinal);
            Assert.Equal(code, info.Code);
        }

        Assert.All(bad.Secrets, secret => Assert.DoesNotContain(secret, restore.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_missing_key_is_named()
    {
        PgBackRestTool tool = _cluster.Tool("keyless", _cluster.Settings, server: null);
        await File.WriteAllTextAsync(_cluster.Sub("keyless/conf.d/s3.conf"), "[global]\nrepo1-cipher-pass=x\n", Token);
        PhoenixException e = await Assert.ThrowsAsync<PhoenixException>(() => tool.ReadInfoAsync(Token));
        Assert.Equal(ErrorCode.Configuration, e.Code);
        Assert.Contains("repo1-s3-key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_read() => Assert.True(await _cluster.Tool("version", _cluster.Settings, server: null).ReadVersionAsync(Token) >= new Version(2, 40));
}
