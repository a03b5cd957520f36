using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

/// <summary>Every way in which a client could take for an acknowledgement what is none.</summary>
[Collection("postgres")]
public sealed class ClientTruthTests(SharedServer shared) : IAsyncLifetime
{
    private static readonly Guid Run = Guid.NewGuid();
    private readonly ProofStore _store = new(shared.Test.Clients);

    public async ValueTask InitializeAsync() => await _store.PrepareAsync(2, 100, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await shared.Test.AskAsync("ALTER SYSTEM RESET synchronous_standby_names");
        await shared.Test.AskAsync("SELECT pg_reload_conf()");
        await UntilAsync("SHOW synchronous_standby_names", "");
        await shared.Test.AskAsync("ALTER ROLE postgres RESET client_min_messages");
        await _store.DropAsync(CancellationToken.None);
    }

    private static Attempt Next(long number) => new(0, number, number, 0, 1, 1, LedgerDigest.Compute(Run, 1, 0, number, number, 0, 1, 1));

    private async Task WaitForAStandbyThatDoesNotExistAsync()
    {
        await shared.Test.AskAsync("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
        await shared.Test.AskAsync("SELECT pg_reload_conf()");
        await UntilAsync("SHOW synchronous_standby_names", "nobody");
    }

    private Task UntilAsync(string sql, string expected) => Condition.HoldsAsync(async () => await shared.Test.AskAsync(sql) == expected, sql);

    private Task UntilSyncRepAsync() =>
        UntilAsync("SELECT (count(*) > 0)::text FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND datname = 'phoenix_proof'", "true");

    [Fact]
    public async Task A_timeout_in_a_synchronous_wait_is_in_doubt()
    {
        ProofStore impatient = new(new ConnectionSettings(shared.Test.Server.Clients(TestServer.Password)) { WriteTimeout = TimeSpan.FromSeconds(1) });
        await using IProofWriter writer = await impatient.OpenWriterAsync(CancellationToken.None);
        Assert.Equal(WriteOutcome.Acknowledged, (await writer.TransferAsync(Run, 1, Next(1), CancellationToken.None)).Outcome);
        await WaitForAStandbyThatDoesNotExistAsync();

        TransferOutcome outcome = await writer.TransferAsync(Run, 1, Next(2), CancellationToken.None);

        Assert.Equal(WriteOutcome.InDoubt, outcome.Outcome);
        Assert.True(outcome.InsertLsn > Lsn.Zero && outcome.Xid > 0);
    }

    [Theory]
    [InlineData("notice")]
    [InlineData("error")] // a role that hides warnings must not turn a cancelled wait into an acknowledgement
    public async Task A_cancelled_synchronous_wait_is_in_doubt(string roleMessages)
    {
        await shared.Test.AskAsync($"ALTER ROLE postgres SET client_min_messages = {roleMessages}");
        await using IProofWriter writer = await _store.OpenWriterAsync(CancellationToken.None);
        await WaitForAStandbyThatDoesNotExistAsync();
        ValueTask<TransferOutcome> transfer = writer.TransferAsync(Run, 1, Next(1), CancellationToken.None);
        await UntilSyncRepAsync();

        await shared.Test.AskAsync($"SELECT pg_cancel_backend({((ProofWriter)writer).BackendPid})");
        TransferOutcome outcome = await transfer;

        Assert.Equal(WriteOutcome.InDoubt, outcome.Outcome);
        Assert.Contains("notice: 01000", outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_killed_in_the_commit_is_in_doubt_and_the_next_call_has_a_fresh_one()
    {
        await using IProofWriter writer = await _store.OpenWriterAsync(CancellationToken.None);
        await WaitForAStandbyThatDoesNotExistAsync();
        ValueTask<TransferOutcome> transfer = writer.TransferAsync(Run, 1, Next(1), CancellationToken.None);
        await UntilSyncRepAsync();

        await shared.Test.AskAsync($"SELECT pg_terminate_backend({((ProofWriter)writer).BackendPid})");
        TransferOutcome outcome = await transfer;
        await shared.Test.AskAsync("ALTER SYSTEM RESET synchronous_standby_names");
        await shared.Test.AskAsync("SELECT pg_reload_conf()");
        await UntilAsync("SHOW synchronous_standby_names", "");
        TransferOutcome next = await writer.TransferAsync(Run, 1, Next(2), CancellationToken.None);

        Assert.Equal(WriteOutcome.InDoubt, outcome.Outcome);
        Assert.Equal(WriteOutcome.Acknowledged, next.Outcome);
    }

    [Fact]
    public async Task A_connection_killed_before_the_commit_is_failed_and_not_there()
    {
        await using IProofWriter writer = await _store.OpenWriterAsync(CancellationToken.None);
        await using NpgsqlConnection holder = new(new NpgsqlConnectionStringBuilder(shared.Test.Server.Administrator.ConnectionString) { Database = "phoenix_proof", Pooling = false }.ConnectionString);
        await holder.OpenAsync();
        await using (NpgsqlCommand command = new("BEGIN; UPDATE accounts SET balance = balance WHERE id = 1", holder))
        {
            await command.ExecuteNonQueryAsync();
        }

        ValueTask<TransferOutcome> transfer = writer.TransferAsync(Run, 1, Next(1), CancellationToken.None);
        await UntilAsync("SELECT (count(*) > 0)::text FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = 'phoenix_proof'", "true");
        await shared.Test.AskAsync($"SELECT pg_terminate_backend({((ProofWriter)writer).BackendPid})");
        TransferOutcome outcome = await transfer;
        await holder.CloseAsync();

        Assert.Equal(WriteOutcome.Failed, outcome.Outcome);
        Assert.Contains("57P01", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("0", await shared.Test.AskAsync("SELECT count(*) FROM ledger", "phoenix_proof"));
    }

    [Fact]
    public async Task Commit_of_an_aborted_transaction_is_never_an_acknowledgement()
    {
        // Npgsql raises nothing here: the tag is ROLLBACK.
        await using NpgsqlConnection connection = await shared.Test.Clients.OpenWriterAsync(CancellationToken.None);
        await using NpgsqlCommand command = new("BEGIN", connection);
        await command.ExecuteNonQueryAsync();
        command.CommandText = "INSERT INTO probe VALUES (gen_random_uuid(), now()) RETURNING pg_current_xact_id()::text";
        ulong xid = ulong.Parse((string)(await command.ExecuteScalarAsync())!, System.Globalization.CultureInfo.InvariantCulture);
        command.CommandText = "SELECT 1 / 0";
        await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        using Commit commit = new(connection);

        TransferOutcome outcome = await commit.RunAsync(new Lsn(1), xid);

        Assert.Equal(WriteOutcome.InDoubt, outcome.Outcome);
        Assert.Contains("aborted", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal("0", await shared.Test.AskAsync("SELECT count(*) FROM probe", "phoenix_proof"));
    }

    [Fact]
    public async Task A_deferred_constraint_that_fails_at_commit_is_no_acknowledgement()
    {
        await shared.Test.AskAsync(
            "ALTER TABLE ledger ADD CONSTRAINT once UNIQUE (amount) DEFERRABLE INITIALLY DEFERRED", "phoenix_proof");
        await using IProofWriter writer = await _store.OpenWriterAsync(CancellationToken.None);

        TransferOutcome first = await writer.TransferAsync(Run, 1, Next(1), CancellationToken.None);
        TransferOutcome second = await writer.TransferAsync(Run, 1, Next(2), CancellationToken.None);

        Assert.Equal(WriteOutcome.Acknowledged, first.Outcome);
        Assert.Equal(WriteOutcome.InDoubt, second.Outcome);
        Assert.Contains("23505", second.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_failed_and_does_not_throw()
    {
        await using TestServer gone = await TestServer.CreateAsync();
        ProofStore store = new(gone.Clients);
        await store.PrepareAsync(2, 100, CancellationToken.None);
        await using IProofWriter writer = await store.OpenWriterAsync(CancellationToken.None);
        Assert.Equal(WriteOutcome.Acknowledged, (await writer.TransferAsync(Run, 1, Next(1), CancellationToken.None)).Outcome);
        await gone.Server.Processes.KillAsync(TimeSpan.FromSeconds(10), CancellationToken.None);

        TransferOutcome broken = await writer.TransferAsync(Run, 1, Next(2), CancellationToken.None);
        TransferOutcome refused = await writer.TransferAsync(Run, 1, Next(3), CancellationToken.None);

        Assert.Equal(WriteOutcome.Failed, broken.Outcome);
        Assert.Equal(WriteOutcome.Failed, refused.Outcome);
        Assert.DoesNotContain(TestServer.Password, broken.Reason + refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sentinel_in_doubt_is_an_error_and_can_be_repeated()
    {
        ProofStore impatient = new(new ConnectionSettings(shared.Test.Server.Clients(TestServer.Password)) { WriteTimeout = TimeSpan.FromSeconds(1) });
        await WaitForAStandbyThatDoesNotExistAsync();

        await Assert.ThrowsAsync<Errors.PhoenixException>(() => impatient.WriteSentinelAsync(Run, 1, SentinelName.A, "x", CancellationToken.None));
        await Assert.ThrowsAsync<Errors.PhoenixException>(() => impatient.ProbeWriteAsync(CancellationToken.None));

        await DisposeAsync();
        await InitializeAsync();
        Assert.Equal("y", (await impatient.WriteSentinelAsync(Run, 1, SentinelName.A, "y", CancellationToken.None)).Content);
    }
}
