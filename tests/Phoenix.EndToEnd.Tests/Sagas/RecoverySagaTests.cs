using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Ports;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>Restores that end well and bring back too little, or that cannot end.</summary>
public sealed class RecoverySagaTests(SagaFixture fixture) : IClassFixture<SagaFixture>
{
    [Fact]
    public async Task The_restore_stops_at_once()
    {
        Full.Only("a restore more");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "immediate", "--type=immediate");
        SagaServer server = world.Server("immediate");
        saga.Tell("The seed's last wall: DATO_A came back and DATO_B did not. The option ends recovery where the backup is consistent, and every row that is only in WAL is dropped with exit code 0. The operator never sets it by itself.");
        const string Anchor = "      stanza: db\n";
        await saga.LintAsync(SagaManifests.File, SagaManifests.With(Anchor, Anchor + "      options: [--type=immediate]\n"), SagaManifests.Castle, "restore-immediate");
        string conf = world.Configure(server);
        await saga.CheckAsync(conf, 0, "^  safe +target .*every row that is only in WAL behind it is left out", "--target", "immediate");
        await saga.PgBackRestAsync(conf, 0, "completed successfully", "--type=immediate", "--target-action=promote", "restore");
        await server.StartAsync();
        await server.PromotedAsync();
        await saga.ShowRowsAsync(server, [world.Ledger[0]]);
        await saga.ExplainAsync(server.Log, "pgbackrest-type-immediate");
        await server.WipeAsync();
        saga.Tell("Nothing of this server was archived, so the same restore can be repeated, without the option:");
        await saga.ProvenAsync(server, conf);
        saga.End();
    }

    [Fact]
    public async Task The_target_lies_behind_the_end()
    {
        Full.Only("a restore more");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "beyond", "A target behind the end of WAL");
        SagaServer server = world.Server("beyond");
        saga.Tell("A moment that no archived WAL reaches: a time in the wrong zone, a last segment that was never archived. PostgreSQL replays all there is and then refuses to begin. That is the good failure: it hides nothing.");
        // 2.45 took the year 2099 for a time before every backup.
        const string Target = "2037-01-01 00:00:00+00";
        string conf = world.Configure(server);
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +target ", "--target", "time=" + Target);
        await saga.PgBackRestAsync(conf, 0, "completed successfully", "--type=time", $"--target={Target}", "restore");
        await server.FallsAsync();
        saga.ShowLog(server, "^FATAL:  recovery");
        await saga.ExplainAsync(server.Log, "pgbackrest-wal-gap-silent");
        await server.WipeAsync();
        saga.Tell("The check says whether anything is missing before the end. Nothing is, so there is no later state, and the restore goes to the end:");
        await saga.CheckAsync(conf, 0, "^  safe +wal .*none missing");
        await saga.ProvenAsync(server, conf);
        saga.End();
    }

    [Fact]
    public async Task A_segment_is_missing()
    {
        Full.Only("a castle of its own");
        await using SagaWorld world = await SagaWorld.RaiseAsync();
        Saga saga = new(world, "gap", "A hole in the WAL");
        string castle = world.Sub("castle.conf");
        await world.Castle.SqlAsync("select pg_create_restore_point('end')");
        await world.Castle.ArchiveAsync();
        string hole = world.Segments[1];
        using (S3ObjectStore bucket = world.Open())
        {
            StoredObject stored = await SagaWorld.FindSegmentAsync(bucket, hole);
            await bucket.DeleteAsync(stored.Key, CancellationToken.None);
        }

        saga.Tell("The worst fault, because nothing complains: a lifecycle rule or a clean-up took one segment out of the middle. To pgBackRest's own `info` and `verify` all is well:");
        await saga.PgBackRestAsync(castle, 0, "status: ok", "info");
        await saga.PgBackRestAsync(castle, 0, "completed successfully", "verify");
        saga.Tell("The check scans the listing by itself:");
        await saga.CheckAsync(castle, 3, $"^  NOT SAFE +wal .*{hole}");
        saga.Tell("A restore to the end promotes at the hole, exit code 0, and there is nothing in its log that a healthy one does not print:");
        SagaServer silent = world.Server("silent");
        string conf = world.Configure(silent);
        await saga.PgBackRestAsync(conf, 0, "completed successfully", "restore");
        await silent.StartAsync();
        await silent.PromotedAsync();
        await saga.ShowRowsAsync(silent, [.. world.Ledger.Take(2)]);
        await saga.ExplainAsync(silent.Log);
        await silent.WipeAsync();
        saga.Tell("With a target, here a restore point that was set after the last row, the hole is an error:");
        SagaServer loud = world.Server("loud");
        conf = world.Configure(loud);
        await saga.PgBackRestAsync(conf, 0, "completed successfully", "--type=name", "--target=end", "restore");
        await loud.FallsAsync();
        saga.ShowLog(loud, "^FATAL:  recovery");
        await saga.ExplainAsync(loud.Log, "pgbackrest-wal-gap-silent");
        await loud.WipeAsync();
        saga.Tell("The old server still lives, as it does at a gate, so the remedy is a backup that begins behind the hole. Then it may be wiped:");
        await saga.PgBackRestAsync(castle, 0, "backup command end: completed successfully", "--type=full", "backup");
        await world.WriteAsync("DATO_C_DOPO_IL_BUCO");
        await world.Castle.ArchiveAsync();
        await saga.CheckAsync(castle, 0, "^  safe +wal .*none missing");
        await world.Castle.WipeAsync();
        SagaServer reborn = world.Server("reborn");
        await saga.ProvenAsync(reborn, world.Configure(reborn));
        saga.End();
    }
}
