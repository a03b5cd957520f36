using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Stacks;
using Xunit;

namespace Phoenix.Testing;

/// <summary>
/// What every database that Phoenix drives must do: <see cref="IDatabase"/> behind its <see cref="IDatabaseLayer"/>. Real servers all of them, so one life is one test: each step needs those before it.
/// </summary>
public abstract class DatabaseContract
{
    private static readonly Guid Run = Guid.Parse("5f0c4a52-7e1c-4b35-8a57-0d7d2ab3c102");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A database that was never there, on a repository that nobody has used; skips the test, visibly, where it cannot be had.</summary>
    protected abstract Task<IDatabaseLayer> OpenAsync();

    [Fact]
    public async Task What_was_acknowledged_comes_back_held_can_be_discarded_and_is_published_once()
    {
        IDatabaseLayer layer = await OpenAsync();
        IDatabase database = layer.Database;
        ILayerDriver maker = layer.Driver(new RebirthIntent.Initialize());
        Assert.False(await maker.ExistsAsync(Token));
        await layer.OpenAsync(Token);
        Assert.True((await layer.ClaimAsync(fenced: false, Token)).IsEmpty);

        // Born, and written to: A is in the backup, B only in WAL.
        await maker.UpAsync(Token);
        await PublishAsync(layer);
        ServerObservation first = await database.ObserveAsync(Token);
        Assert.False(first.InRecovery);
        await database.Proof.PrepareAsync(2, 100, Token);
        Sentinel a = await database.Clients.WriteSentinelAsync(Run, 1, SentinelName.A, "in the backup", Token);
        BackupSet backup = await database.BackUpAsync(Token);
        Assert.Equal(("full", first.SystemIdentifier), (backup.Type, backup.SystemIdentifier));
        Assert.True(a.InsertLsn < backup.StopLsn);
        Assert.Contains((await layer.Repository.ReadInfoAsync(Token)).Backups, b => b.Label == backup.Label);
        await database.Clients.WriteSentinelAsync(Run, 1, SentinelName.B, "only in WAL", Token);
        ClosedSegment closed = await database.CloseSegmentAsync("phoenix-contract", Token);
        await Condition.HoldsAsync(
            async () => await database.ReadArchiverAsync(Token) is { LastArchived: { } last } && string.CompareOrdinal(last, closed.Segment.Name) >= 0, "the last segment is archived");
        Assert.Equal(closed.Sha256, await HashAsync(layer, closed));

        await maker.WipeAsync(Token);
        Assert.False(await maker.ExistsAsync(Token));
        await maker.WipeAsync(Token);

        // Reborn, and held: it is what it was, and publishes nothing.
        string listing = await layer.Repository.DigestListingAsync(Token);
        ILayerDriver restorer = layer.Driver(new RebirthIntent.Restore(
            new RestoreRequest(RecoveryTarget.Latest, null, TimelineHistory.Root(first.Timeline), closed.Segment) { SystemIdentifier = first.SystemIdentifier }));
        for (int attempt = 1; attempt <= 2; attempt++)
        {
            await layer.OpenAsync(Token);
            await restorer.UpAsync(Token);
            Assert.True(await restorer.ExistsAsync(Token));
            Assert.Equal(first.SystemIdentifier, (await database.ObserveAsync(Token)).SystemIdentifier);
            Assert.Equal([SentinelName.A, SentinelName.B], (await database.Proof.ReadSentinelsAsync(Run, 1, Token)).Keys.Order());
            Assert.Equal(listing, await layer.Repository.DigestListingAsync(Token));
            if (attempt == 1)
            {
                // One that was not published may be destroyed and made again.
                await database.DiscardAsync(Token);
            }
        }

        // Published: it goes on, on a timeline of its own, and is not destroyed outside of a wipe.
        await PublishAsync(layer);
        ServerObservation reborn = await database.ObserveAsync(Token);
        Assert.Equal((first.SystemIdentifier, false), (reborn.SystemIdentifier, reborn.InRecovery));
        Assert.True(reborn.Timeline > first.Timeline);
        await database.Clients.WriteSentinelAsync(Run, 2, SentinelName.A, "after the rebirth", Token);
        IntegrityObservation pages = await database.VerifyIntegrityAsync(Token);
        Assert.Empty(pages.Problems);
        Assert.NotEqual(0, pages.AmcheckedRelations);
        Assert.Equal(ErrorCode.RebirthRefused, (await Assert.ThrowsAsync<PhoenixException>(() => database.DiscardAsync(Token))).Code);
        Assert.Single(await database.Clients.ReadSentinelsAsync(Run, 2, Token));

        await restorer.WipeAsync(Token);
        Assert.False(await restorer.ExistsAsync(Token));
    }

    private static async Task PublishAsync(IDatabaseLayer layer)
    {
        await layer.Database.PublishAsync(Token);
        await layer.Database.PublishAsync(Token);
    }

    private static async Task<string?> HashAsync(IDatabaseLayer layer, ClosedSegment closed)
    {
        string folder = Directory.CreateTempSubdirectory("phoenix-contract-").FullName;
        try
        {
            return await layer.Repository.FetchSegmentAsync(closed.Segment, folder, Token);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
