using Npgsql;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Adapters.Tests.PostgreSql;

[Collection("postgres")]
public sealed class ProofStoreTests(SharedServer shared) : ProofStoreContract
{
    protected override IProofStore Store { get; } = new ProofStore(shared.Test.Clients);

    [Fact]
    public async Task The_password_guards_the_clients_address()
    {
        ProofStore stranger = new(new ConnectionSettings(shared.Test.Server.Clients("wrong")));

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => stranger.ReadClockAsync(CancellationToken.None));

        Assert.Contains("28P01", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_missing_from_the_index_or_altered_in_the_heap_shows()
    {
        await Store.PrepareAsync(3, 100, CancellationToken.None);
        // The planted fault: an index that no longer knows account 1 (the catalogue is told that it is whole).
        await shared.Test.AskAsync(
            "ALTER TABLE accounts DROP CONSTRAINT accounts_pkey; CREATE UNIQUE INDEX accounts_pkey ON accounts (id) WHERE id <> 1; "
            + "UPDATE pg_index SET indpred = NULL WHERE indexrelid = 'accounts_pkey'::regclass",
            "phoenix_proof");

        IReadOnlyList<AccountObservation> accounts = await Store.ReadAccountsAsync(CancellationToken.None);

        Assert.Equal([new(0, 100, 100), new(1, 100, null), new(2, 100, 100)], accounts);
    }

    [Fact]
    public async Task Without_its_index_the_count_is_refused_and_not_taken_from_the_heap()
    {
        await Store.PrepareAsync(2, 100, CancellationToken.None);
        await shared.Test.AskAsync("ALTER TABLE ledger DROP CONSTRAINT ledger_pkey", "phoenix_proof");

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => Store.CountLedgerByIndexAsync(CancellationToken.None));

        Assert.Contains("Seq Scan", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_that_is_never_released_ends_in_a_timeout()
    {
        await Store.PrepareAsync(2, 100, CancellationToken.None);
        await using NpgsqlConnection holder = new(new NpgsqlConnectionStringBuilder(shared.Test.Server.Administrator.ConnectionString) { Database = "phoenix_proof", Pooling = false }.ConnectionString);
        await holder.OpenAsync();
        await using NpgsqlCommand command = new("BEGIN; LOCK TABLE ledger", holder);
        await command.ExecuteNonQueryAsync();
        ProofStore impatient = new(new ConnectionSettings(shared.Test.Server.Administrator) { LockTimeout = TimeSpan.FromMilliseconds(200) });

        PhoenixException error = await Assert.ThrowsAsync<PhoenixException>(() => impatient.ReadLedgerAsync(_ => { }, CancellationToken.None));

        Assert.Equal(ErrorCode.TimedOut, error.Code);
    }
}
