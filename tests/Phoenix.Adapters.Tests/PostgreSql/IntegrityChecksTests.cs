using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

public sealed class IntegrityChecksTests
{
    [Fact]
    public async Task Flipped_bytes_and_a_wrong_index_are_found_and_a_whole_cluster_is_clean()
    {
        await using TestServer test = await TestServer.CreateAsync();
        ProofStore store = new(test.Clients);
        await store.PrepareAsync(50, 100, CancellationToken.None);
        await test.AskAsync("CREATE DATABASE of_a_user");
        await test.AskAsync("CREATE TABLE notes AS SELECT i AS id, repeat('x', 500) AS body FROM generate_series(1, 200) i", "of_a_user");
        IntegrityChecks checks = new(test.Administrator, test.Runner, test.Server.Place);

        IntegrityObservation clean = await checks.VerifyAsync(CancellationToken.None);

        Assert.True(clean.ChecksumsEnabled);
        Assert.True(clean.PagesVerified);
        Assert.Empty(clean.Problems);
        Assert.True(clean.AmcheckedRelations > 8, $"{clean.AmcheckedRelations} relations");
        Assert.Equal(["of_a_user", "postgres"], clean.UncheckedDatabases);
        Assert.Equal("0", await test.AskAsync("SELECT count(*) FROM pg_extension WHERE extname = 'amcheck'", "of_a_user"));

        // An index that misses a row: the checksums are right, only amcheck can see it.
        await test.AskAsync(
            "ALTER TABLE accounts DROP CONSTRAINT accounts_pkey; CREATE UNIQUE INDEX accounts_pkey ON accounts (id) WHERE id <> 1; "
            + "UPDATE pg_index SET indpred = NULL WHERE indexrelid = 'accounts_pkey'::regclass",
            "phoenix_proof");
        IntegrityObservation index = await checks.VerifyAsync(CancellationToken.None);
        Assert.True(index.PagesVerified);
        Assert.Contains("accounts", Assert.Single(index.Problems), StringComparison.Ordinal);
        await store.DropAsync(CancellationToken.None);

        // A byte of a user's page that nobody has read since: only the checksum can see it.
        string file = Path.Combine(test.Server.Place.DataDirectory, (await test.AskAsync("SELECT pg_relation_filepath('notes')", "of_a_user"))!);
        await test.Server.StopAsync(TimeSpan.FromSeconds(20), CancellationToken.None);
        using (FileStream stream = new(file, FileMode.Open))
        {
            stream.Position = (3 * 8192) + 5000;
            int old = stream.ReadByte();
            stream.Position--;
            stream.WriteByte((byte)(old ^ 0x10));
        }

        await test.StartAsync();
        IntegrityObservation page = await checks.VerifyAsync(CancellationToken.None);

        Assert.False(page.PagesVerified);
        Assert.Contains(page.Problems, p => p.Contains("block 3", StringComparison.Ordinal));
        await test.AskAsync("CREATE EXTENSION amcheck", "of_a_user");
        IntegrityObservation both = await checks.VerifyAsync(CancellationToken.None);
        Assert.Equal(["postgres"], both.UncheckedDatabases);
        Assert.Contains(both.Problems, p => p.StartsWith("of_a_user: notes: XX001", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_archive_that_is_held_up_does_not_hold_up_the_check()
    {
        await using TestServer test = await TestServer.CreateAsync(new Dictionary<string, string> { ["archive_mode"] = "on", ["archive_command"] = "false" });

        Task<IntegrityObservation> looking = new IntegrityChecks(test.Administrator, test.Runner, test.Server.Place).VerifyAsync(CancellationToken.None);

        // Somebody who waits for the archive is told so by the server after 60 s at the latest, and waits on.
        Assert.True((await looking.WaitAsync(TimeSpan.FromSeconds(50), TestContext.Current.CancellationToken)).PagesVerified);
    }

    [Fact]
    public async Task Where_the_WAL_was_removed_meanwhile_the_pages_are_read_again_without_it()
    {
        await using TestServer test = await TestServer.CreateAsync();
        PostgresPlace real = test.Server.Place;
        DirectoryInfo programs = Directory.CreateTempSubdirectory("phoenix-removed-wal-");
        programs.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        string script = Path.Combine(programs.FullName, "pg_basebackup");
        await File.WriteAllTextAsync(
            script,
            $$"""
            #!/bin/sh
            case " $* " in
              *" --wal-method=fetch "*) echo 'pg_basebackup: error: backup failed: ERROR:  requested WAL segment 000000010000000000000002 has already been removed' >&2; exit 1 ;;
            esac
            exec '{{real.Program("pg_basebackup")}}' "$@"
            """,
            TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);

        IntegrityObservation seen = await new IntegrityChecks(test.Administrator, test.Runner, real with { BinDirectory = programs.FullName }).VerifyAsync(CancellationToken.None);

        Assert.True(seen.PagesVerified);
        programs.Delete(recursive: true);
    }

    [Fact]
    public async Task A_check_that_cannot_run_is_an_error_and_not_a_clean_answer()
    {
        await using TestServer test = await TestServer.CreateAsync(new Dictionary<string, string> { ["max_wal_senders"] = "0", ["wal_level"] = "minimal", ["archive_mode"] = "off" });

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(
            () => new IntegrityChecks(test.Administrator, test.Runner, test.Server.Place).VerifyAsync(CancellationToken.None));

        Assert.Equal(ErrorCode.ToolFailed, error.Code);
    }
}
