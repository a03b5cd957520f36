using System.Text.RegularExpressions;
using Phoenix.Adapters.S3;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Ports;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>Two clusters and one repository, and what a repository forgets.</summary>
public sealed class TakeoverSagaTests
{
    [Fact]
    public async Task Two_servers_archive_to_one_stanza()
    {
        Full.Only("a castle of its own");
        await using SagaWorld world = await SagaWorld.RaiseAsync();
        Saga saga = new(world, "two-archivers", "Two archivers on one stanza");
        saga.Tell("A new, empty cluster is pointed at the castle's repository. The check asks both who they are:");
        SagaServer newcomer = world.Server("newcomer");
        await newcomer.InitializeAsync();
        await newcomer.StartAsync();
        string conf = world.Configure(newcomer);
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +identity .*not one cluster");
        string log = await saga.PgBackRestAsync(conf, 28, @"\[028\]", "stanza-create");
        await saga.ExplainAsync(log, "pgbackrest-stanza-mismatch-028");
        saga.Tell("The remedy for `[028]` is to remove the newcomer, and nothing else. A copy of the castle's own data is worse: it has the right identity, the same timeline, and the right to archive.");
        await newcomer.WipeAsync();

        await world.Castle.StopAsync(clean: true);
        SagaServer copy = world.Server("copy");
        Assert.Equal(0, (await world.Tools.RunAsync("/bin/cp", "-a", world.Castle.Data + "/.", copy.Data)).ExitCode);
        await world.Castle.StartAsync(SagaWorld.Push(world.Sub("castle.conf")));
        conf = world.Configure(copy);
        await copy.StartAsync(SagaWorld.Push(conf));
        await world.WriteAsync("DATO_C_DEL_CASTELLO");
        string contested = await world.Castle.ArchiveAsync();
        await copy.SqlAsync("insert into memories(content) values ('SOLO_NELLA_COPIA')");
        Assert.Equal(contested, await copy.SqlAsync("select pg_walfile_name(pg_switch_wal())"));
        await Condition.HoldsAsync(() => copy.Printed().Contains("[045]", StringComparison.Ordinal), "the copy's segment is refused");
        saga.Tell("The castle archived the segment first. The copy's one is refused for ever, and everything that is committed in the copy from here on exists in one place only:");
        saga.ShowLog(copy, @"ERROR: \[045\]");
        saga.Tell("Before anything is wiped, the check sees that archiving stands still, and that one segment has two contents:");
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +archiver ");
        await saga.ExplainAsync(copy.Log, "pgbackrest-wal-different-checksum-045");
        saga.Tell("The copy is stopped and removed before anything is restored. The repository has the castle's history alone:");
        await copy.WipeAsync();
        await saga.CheckAsync(world.Sub("castle.conf"), 0, "^  safe +(archiver|identity) ");
        await world.Castle.WipeAsync();
        SagaServer reborn = world.Server("reborn");
        await saga.ProvenAsync(reborn, world.Configure(reborn));
        saga.End();
    }

    [Fact]
    public async Task An_empty_newcomer_takes_the_repository_over()
    {
        Full.Only("a castle of its own");
        await using SagaWorld world = await SagaWorld.RaiseAsync();
        Saga saga = new(world, "takeover", "The empty takeover");
        saga.Tell(
            "The worst danger. `dataSource` is missing, so the operator makes an empty cluster, and because the stanza is not its own it runs `stanza-upgrade`. From then on the empty database owns the repository. "
            + "Nothing is red anywhere.");
        await saga.LintAsync(SagaManifests.File, SagaManifests.With(SagaManifests.DataSource, ""), SagaManifests.Castle, "data-source-missing");
        await world.Castle.WipeAsync();
        SagaServer newcomer = world.Server("newcomer");
        await newcomer.InitializeAsync();
        string conf = world.Configure(newcomer);
        await newcomer.StartAsync(SagaWorld.Push(conf));
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +identity .*do not run stanza-upgrade");
        await saga.PgBackRestAsync(conf, 28, @"\[028\]", "stanza-create");
        await saga.PgBackRestAsync(conf, 0, "completed successfully", "stanza-upgrade");
        saga.Tell("A restore between the upgrade and the newcomer's first backup still says so:");
        SagaServer early = world.Server("early");
        string log = await saga.PgBackRestAsync(world.Configure(early), 75, @"\[075\]: the latest backup set found", "restore");
        await saga.ExplainAsync(log, "pgbackrest-latest-backup-prior-version");
        saga.Tell("After that backup a restore brings back nothing, with exit code 0:");
        await saga.PgBackRestAsync(conf, 0, "backup command end: completed successfully", "--type=full", "backup");
        SagaServer empty = world.Server("empty");
        await saga.PgBackRestAsync(world.Configure(empty), 0, "completed successfully", "restore");
        await empty.StartAsync();
        await empty.PromotedAsync();
        await saga.ShowRowsAsync(empty, null);
        await empty.WipeAsync();
        saga.Tell("No message of a healthy restore tells it, so there is nothing to explain. The check does, from the repository alone, and names the way back:");
        await newcomer.WipeAsync();
        SagaServer reborn = world.Server("reborn");
        conf = world.Configure(reborn);
        string check = await saga.CheckAsync(conf, 3, "^  NOT SAFE +newcomer .*--set");
        string label = Regex.Match(check, @"Restore (?<label>\d{8}-\d{6}F) with --set").Groups["label"].Value;
        await saga.ProvenAsync(reborn, conf, null, $"--set={label}");
        saga.End();
    }

    [Fact]
    public async Task Retention_ate_the_backup()
    {
        Full.Only("a castle of its own");
        await using SagaWorld world = await SagaWorld.RaiseAsync(("repo1-retention-full", "1"));
        Saga saga = new(world, "retention", "Retention ate the backup");
        string castle = world.Sub("castle.conf");
        string[] wanted = [.. world.Ledger];

        // Backups and S3 count whole seconds: the moment must lie in one later than the backup's end, and earlier than that in which what must not come back is stored.
        await SecondIsOverAsync(world);
        string moment = (await world.Castle.SqlAsync("set timezone = 'UTC'; select now()")).Split('\n')[^1];
        await SecondIsOverAsync(world);
        await world.WriteAsync("L_INCIDENTE");
        await world.Castle.ArchiveAsync();
        saga.Tell("Somebody destroyed data, and only the state before that moment will do. One full backup is kept. The check that is asked for that moment says what the next backup will do:");
        await saga.LintAsync(
            "pgbackrest.conf", "[global]\nrepo1-path=/pgbackrest/repo1\nrepo1-retention-full=1\n", "[global]\nrepo1-path=/pgbackrest/repo1\nrepo1-retention-full=4\n", "pgbackrest-retention-short");
        await saga.CheckAsync(castle, 0, "^  note: beware +retention .*expires", "--target", $"time={moment}");
        await CopyAsync(world);
        saga.Tell("Nobody asked, and the nightly backup ran:");
        await saga.PgBackRestAsync(castle, 0, "expire full backup|remove expired backup|repo1: expire", "--type=full", "backup");
        await saga.CheckAsync(castle, 3, "^  NOT SAFE +(backup|target) ", "--target", $"time={moment}");
        SagaServer late = world.Server("late");
        string log = await saga.PgBackRestAsync(world.Configure(late), 75, @"\[075\]: unable to find backup set", "--type=time", $"--target={moment}", "restore");
        await saga.ExplainAsync(log, "pgbackrest-target-before-oldest-backup");
        saga.Tell(
            "From this bucket the moment is gone for ever. What helps is what was set up before: versions of the bucket's objects, or a replica. Here a copy of the bucket from before the backup stands for both, "
            + "and exactly the rows up to the moment come back:");
        await world.Castle.WipeAsync();
        SagaServer reborn = world.Server("reborn");
        string conf = world.Configure(reborn, ("repo1-s3-bucket", SagaWorld.OtherBucket));
        await saga.CheckAsync(conf, 0, "^  safe +target ", "--target", $"time={moment}");
        await saga.ProvenAsync(reborn, conf, wanted, "--type=time", $"--target={moment}", "--target-action=promote");
        saga.End();
    }

    private static async Task SecondIsOverAsync(SagaWorld world)
    {
        string next = await world.Castle.SqlAsync("select date_trunc('second', now()) + interval '1 second'");
        await Condition.HoldsAsync(async () => await world.Castle.SqlAsync($"select now() > timestamptz '{next}'") == "t", $"it is {next}");
    }

    private static async Task CopyAsync(SagaWorld world)
    {
        using S3ObjectStore from = world.Open();
        using S3ObjectStore into = world.Open(SagaWorld.OtherBucket);
        await foreach (StoredObject o in from.ListAsync("", CancellationToken.None))
        {
            using MemoryStream content = new();
            await using (Stream stored = (await from.OpenReadAsync(o.Key, CancellationToken.None))!)
            {
                await stored.CopyToAsync(content, CancellationToken.None);
            }

            await into.PutAsync(o.Key, content.ToArray(), PutCondition.None, CancellationToken.None);
        }
    }
}
