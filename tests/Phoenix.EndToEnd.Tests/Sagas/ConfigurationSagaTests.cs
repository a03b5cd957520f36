using System.Text.RegularExpressions;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Sagas;

/// <summary>The seed's mistakes in the restore's configuration: each is seen before, named after, and mended.</summary>
public sealed class ConfigurationSagaTests(SagaFixture fixture) : IClassFixture<SagaFixture>
{
    private const string NoSet = @"\[075\]: no backup set found to restore";

    [Fact]
    public async Task The_restore_has_no_key()
    {
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "no-key", "The restore has no key");
        SagaServer server = world.Server("no-key");
        saga.Tell("The seed's first wall. The keys stood under `backups`, and the restore's Job inherits nothing from there: it has an S3 repository and nothing to open it with.");
        await saga.LintAsync(
            SagaManifests.File, SagaManifests.With("      configuration:\n        - secret: { name: s3-backrest-creds }\n", ""), SagaManifests.Castle, "data-source-inherits-nothing");
        string conf = world.Configure(server, ("repo1-s3-key", null), ("repo1-s3-key-secret", null));
        await saga.CheckAsync(conf, 3, "^  NOT SAFE .*repo1-s3-key");
        saga.Tell("The restore ends as it did in the seed:");
        string log = await saga.PgBackRestAsync(conf, 37, @"\[037\]: restore command requires option: repo1-s3-key", "restore");
        await saga.ExplainAsync(log, "pgbackrest-s3-key-missing");
        saga.Tell("With both keys in the configuration that the restore reads:");
        conf = world.Configure(server);
        await saga.CheckAsync(conf, 0, "^  safe +(reachable|wal) ");
        await saga.ProvenAsync(server, conf);
        saga.End();
    }

    [Fact]
    public async Task The_restore_looks_elsewhere()
    {
        Full.Only("the keyless restore is its sister in the default run");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "elsewhere", "The restore looks elsewhere");
        SagaServer server = world.Server("elsewhere");
        saga.Tell(
            "The seed blamed a leading slash. It was never the fault: S3 keys have none, and pgBackRest demands one. The restore looked where the backup had not written, and to pgBackRest another path, "
            + "another bucket and another stanza look the same: a warning about a missing `backup.info`, then `[075]`.");
        await saga.LintAsync(
            SagaManifests.File, SagaManifests.With("      global:\n        repo1-path: /pgbackrest/castle\n", ""), SagaManifests.Castle, "data-source-path");
        saga.Tell("Another path. The check finds the right one in the bucket:");
        string conf = world.Configure(server, ("repo1-path", "/pgbackrest/repo2"));
        string check = await saga.CheckAsync(conf, 3, $"^  NOT SAFE +place .*set repo1-path={SagaWorld.RepositoryPath} ");
        string found = Regex.Match(check, @"set repo1-path=(?<path>\S+)").Groups["path"].Value;
        string log = await saga.PgBackRestAsync(conf, 75, NoSet, "restore");
        await saga.ExplainAsync(log, "pgbackrest-backup-info-missing");

        saga.Tell("Another bucket, an empty one of the same owner:");
        conf = world.Configure(server, ("repo1-s3-bucket", SagaWorld.OtherBucket));
        await saga.CheckAsync(conf, 3, $"^  NOT SAFE +place .*other buckets: {SagaWorld.Bucket}");
        log = await saga.PgBackRestAsync(conf, 75, NoSet, "restore");
        await saga.ExplainAsync(log, "pgbackrest-backup-info-missing");

        saga.Tell("Another stanza:");
        conf = world.Configure(server);
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +place .*--stanza=db", "--stanza", "main");
        log = await saga.PgBackRestAsync(conf, 75, NoSet, "--stanza=main", $"--pg1-path={server.Data}", "restore");
        await saga.ExplainAsync(log, "pgbackrest-backup-info-missing");

        saga.Tell("With the path that the check named, in the right bucket, and with the right stanza:");
        conf = world.Configure(server, ("repo1-path", found));
        await saga.ProvenAsync(server, conf);
        saga.End();
    }

    [Fact]
    public async Task The_path_has_no_slash()
    {
        Full.Only("the keyless restore is its sister in the default run");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "no-slash", "The path without its slash");
        SagaServer server = world.Server("no-slash");
        saga.Tell("What the seed did next: it took the slash away. pgBackRest does not even begin.");
        string conf = world.Configure(server, ("repo1-path", SagaWorld.RepositoryPath[1..]));
        await saga.LintAsync(
            "pgbackrest.conf", "[global]\nrepo1-path=pgbackrest/repo1\nrepo1-retention-full=4\n", "[global]\nrepo1-path=/pgbackrest/repo1\nrepo1-retention-full=4\n", "pgbackrest-path");
        await saga.CheckAsync(conf, 3, "^  NOT SAFE ");
        string log = await saga.PgBackRestAsync(conf, 32, @"\[032\]: 'pgbackrest/repo1' must begin with /", "restore");
        await saga.ExplainAsync(log, "pgbackrest-repo-path-relative");
        saga.Tell("With the slash, and the keys in the bucket still begin with `pgbackrest/`:");
        await saga.ProvenAsync(server, world.Configure(server));
        saga.End();
    }

    [Fact]
    public async Task The_endpoint_is_an_address()
    {
        Full.Only("the keyless restore is its sister in the default run");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "address", "The endpoint by its address");
        SagaServer server = world.Server("address");
        saga.Tell("An S3 repository is always TLS, and pgBackRest compares the endpoint's name with the certificate's. An address is no name, even where the certificate lists it.");
        string conf = world.Configure(server, ("repo1-s3-endpoint", "127.0.0.1"), ("io-timeout", "1"));
        await saga.LintAsync(
            SagaManifests.File, SagaManifests.Castle.Replace("s3.eu-central-1.amazonaws.com", "192.168.1.40", StringComparison.Ordinal), SagaManifests.Castle, "s3-endpoint-address");
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +reachable ");
        string log = await saga.PgBackRestAsync(conf, 75, "unable to find hostname '127.0.0.1' in certificate", "restore");
        await saga.ExplainAsync(log, "s3-tls-hostname");
        saga.Tell("By the name that the certificate carries:");
        await saga.ProvenAsync(server, world.Configure(server));
        saga.End();
    }

    [Fact]
    public async Task The_passphrase_is_wrong()
    {
        Full.Only("the keyless restore is its sister in the default run");
        SagaWorld world = await fixture.World;
        Saga saga = new(world, "passphrase", "The wrong passphrase");
        SagaServer server = world.Server("passphrase");
        saga.Tell("pgBackRest decrypts with whatever it is given, and then complains about the form of what came out.");
        string conf = world.Configure(server, ("repo1-cipher-pass", "what-somebody-remembers"));
        await saga.CheckAsync(conf, 3, "^  NOT SAFE +cipher ");
        string log = await saga.PgBackRestAsync(conf, 75, "FormatError|CryptoError", "restore");
        await saga.ExplainAsync(log, "pgbackrest-cipher-wrong");
        saga.Tell("Nothing replaces the passphrase that the repository was made with, which is why it must be kept outside of what is wiped:");
        conf = world.Configure(server);
        await saga.CheckAsync(conf, 0, "^  safe +cipher ");
        await saga.ProvenAsync(server, conf);
        saga.End();
    }
}
