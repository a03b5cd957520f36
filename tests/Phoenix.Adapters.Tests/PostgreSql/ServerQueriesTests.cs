using System.Security.Cryptography;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

[Collection("postgres")]
public sealed class ServerQueriesTests(SharedServer shared)
{
    private readonly TestServer _test = shared.Test;

    [Fact]
    public async Task Identity_and_observation_of_a_first_timeline()
    {
        ServerQueries queries = new(_test.Administrator);

        ServerIdentity identity = await queries.IdentifyAsync(CancellationToken.None);
        ServerObservation seen = await queries.ObserveAsync(CancellationToken.None);

        ControlData control = await _test.Server.ReadControlDataAsync(CancellationToken.None);
        Assert.Equal((control.SystemIdentifier, 1u, WalSegment.DefaultSize, true), (identity.SystemIdentifier, identity.Timeline, identity.SegmentSize, identity.ChecksumsEnabled));
        Assert.True(identity.InsertLsn > Lsn.Zero);
        Assert.StartsWith("1", identity.Version, StringComparison.Ordinal);
        Assert.Equal((control.SystemIdentifier, 1u, false), (seen.SystemIdentifier, seen.Timeline, seen.InRecovery));
        Assert.Empty(seen.History!.Switches);
        Assert.Null(seen.BackupStart);
        Assert.InRange(seen.StartedAt, TimeProvider.System.GetUtcNow().AddMinutes(-30), TimeProvider.System.GetUtcNow());
    }

    [Fact]
    public async Task A_closed_segment_holds_the_restore_point_and_its_hash_is_that_of_the_file()
    {
        ServerQueries queries = new(_test.Administrator);

        ClosedSegment one = await queries.CloseSegmentAsync("before the wipe", CancellationToken.None);
        ClosedSegment two = await queries.CloseSegmentAsync("again", CancellationToken.None);

        byte[] content = await File.ReadAllBytesAsync(Path.Combine(_test.Server.Place.DataDirectory, "pg_wal", one.Segment.Name));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(content)), one.Sha256);
        Assert.True(one.RestorePointLsn > one.Segment.Start && one.RestorePointLsn <= one.Segment.End);
        Assert.True(content.AsSpan().IndexOf("before the wipe\0"u8) >= 0);
        Assert.True(two.Segment.Number > one.Segment.Number);
    }

    [Fact]
    public async Task After_a_promotion_the_new_timeline_and_its_history_are_seen_and_held_archiving_shows()
    {
        await using TestServer test = await TestServer.CreateAsync(start: false);
        string signal = Path.Combine(test.Server.Place.DataDirectory, "recovery.signal");
        await File.WriteAllBytesAsync(signal, []);
        test.Server.Place.Account?.TakeOver(signal);

        // What recovery makes of the backup_label that a restore leaves.
        string label = Path.Combine(test.Server.Place.DataDirectory, "backup_label.old");
        await File.WriteAllTextAsync(label, "START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\nCHECKPOINT LOCATION: 0/2000060\nBACKUP METHOD: streamed\n");
        test.Server.Place.Account?.TakeOver(label);
        await test.Server.StartAsync(
            new Dictionary<string, string> { ["restore_command"] = "false", ["archive_mode"] = "on", ["archive_command"] = "false" }, CancellationToken.None);
        await test.Server.WaitUntilReadyAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        ServerQueries queries = new(test.Administrator);

        ServerObservation seen = await queries.ObserveAsync(CancellationToken.None);
        ArchiverStatus archiver = await queries.ReadArchiverAsync(false, CancellationToken.None);

        Assert.Equal((2u, false), (seen.Timeline, seen.InRecovery));
        Assert.Equal(1u, seen.History!.Fork!.Parent);
        Assert.True(seen.History.Fork.At > Lsn.Zero);
        Assert.Equal(new Lsn(0x2000028), seen.BackupStart);
        Assert.Null(archiver.LastArchived);
        Assert.True(archiver.Ready >= 1);
        Assert.False(archiver.DroppedQueue);
        Assert.True((await queries.ReadArchiverAsync(true, CancellationToken.None)).DroppedQueue);
    }
}
