using System.Text;
using Xunit;

namespace Phoenix.Adapters.Tests.LabS3;

/// <summary>pgBackRest with a real PostgreSQL: backed up, its data directory removed, restored, compared.</summary>
public sealed class PgBackRestTests
{
    private const string Binaries = "/usr/lib/postgresql/15/bin";

    [Fact]
    public async Task A_database_comes_back_from_the_endpoint()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/pgbackrest") && Directory.Exists(Binaries), "pgBackRest and PostgreSQL 15 are not installed");
        await using LabEndpoint endpoint = await LabEndpoint.StartAsync();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.Sub("pgbackrest.conf"), Configuration(endpoint, folder.Path));
        await File.WriteAllTextAsync(folder.Sub("steps.sh"), Steps);
        await AsPostgresAsync("chown", "-R", "postgres", folder.Path);
        try
        {
            string output = await AsPostgresAsync("bash", folder.Sub("steps.sh"), folder.Path, Binaries);
            Assert.Contains("restored: 3000 5000", output, StringComparison.Ordinal);
            // Not everything needs a name of its own here, but WAL and backup are there, and encrypted.
            string listing = await (await endpoint.SendAsync(HttpMethod.Get, $"/{LabEndpoint.Bucket}?list-type=2&prefix=repo%2F")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("<Key>repo/backup/t/backup.info</Key>", listing, StringComparison.Ordinal);
            Assert.Contains("<Key>repo/archive/t/15-1/0000000100000000/", listing, StringComparison.Ordinal);
        }
        finally
        {
            await AsPostgresAsync("bash", "-c", $"for d in data back; do [ ! -f {folder.Path}/$d/postmaster.pid ] || {Binaries}/pg_ctl -D {folder.Path}/$d -m immediate stop; done");
        }
    }

    private const string Steps = """
        set -euo pipefail
        W=$1; B=$2; cd $W
        export PGHOST=$W PGBACKREST_CONFIG=$W/pgbackrest.conf PGUSER=postgres
        $B/initdb -D data -A trust -U postgres >/dev/null
        cat >>data/postgresql.conf <<X
        listen_addresses=''
        unix_socket_directories='$W'
        archive_mode=on
        archive_command='pgbackrest --config=$W/pgbackrest.conf --stanza=t archive-push %p'
        X
        $B/pg_ctl -D data -l pg.log -w start >/dev/null
        pgbackrest --stanza=t stanza-create
        psql -qd postgres -c "create table t as select g id, md5(g::text) v from generate_series(1,3000) g"
        pgbackrest --stanza=t --type=full backup
        pgbackrest --stanza=t --type=full backup
        psql -qd postgres -c "create table u as select generate_series(1,5000) id"
        psql -qd postgres -c "select pg_switch_wal()" -o /dev/null
        pgbackrest --stanza=t check
        $B/pg_ctl -D data -m fast -w stop >/dev/null
        pgbackrest --stanza=t --pg1-path=$W/back restore --archive-mode=off
        $B/pg_ctl -D back -l pg.log -w start >/dev/null
        until [ "$(psql -d postgres -Atc 'select pg_is_in_recovery()')" = f ]; do sleep 0.05; done
        echo restored: $(psql -d postgres -Atc 'select count(*) from t') $(psql -d postgres -Atc 'select count(*) from u')
        $B/pg_ctl -D back -m fast -w stop >/dev/null
        """;

    private static string Configuration(LabEndpoint endpoint, string folder) => new StringBuilder($"""
        [global]
        repo1-type=s3
        repo1-path=/repo
        repo1-s3-bucket={LabEndpoint.Bucket}
        repo1-s3-endpoint=localhost
        repo1-storage-port={endpoint.Host.Port}
        repo1-s3-region={LabEndpoint.Region}
        repo1-s3-key={endpoint.Key.Id}
        repo1-s3-key-secret={endpoint.Key.Secret}
        repo1-s3-uri-style=path
        repo1-storage-ca-file={endpoint.Host.CaFile}
        repo1-cipher-type=aes-256-cbc
        repo1-cipher-pass=not-a-real-secret
        repo1-retention-full=1
        repo1-bundle=y
        process-max=2
        log-path={folder}
        lock-path={folder}
        spool-path={folder}
        log-level-console=warn
        log-level-file=off
        start-fast=y
        [t]
        pg1-path={folder}/data
        pg1-socket-path={folder}
        """).Append('\n').ToString();

    private static Task<string> AsPostgresAsync(params string[] command)
    {
        string[] switched = Environment.IsPrivilegedProcess && command[0] != "chown"
            ? ["--reuid=postgres", "--regid=postgres", "--init-groups", .. command]
            : command[1..];
        return !Environment.IsPrivilegedProcess && command[0] == "chown"
            ? Task.FromResult("")
            : Tool.RunAsync(Environment.IsPrivilegedProcess && command[0] != "chown" ? "setpriv" : command[0], switched);
    }
}
