using Npgsql;
using Phoenix.Errors;
using Phoenix.Proof;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Plants losses and phantoms in a lab's proof database, to see the checkers find them.</summary>
/// <param name="settings">The administrator's address.</param>
public sealed class ProofTampering(ConnectionSettings settings)
{
    private const string DeleteSql = "DELETE FROM public.ledger WHERE (writer, number) = (SELECT writer, number FROM public.ledger ORDER BY number LIMIT 1)";

    private const string DeleteWithMoneySql = """
        WITH gone AS (
            DELETE FROM public.ledger WHERE (writer, number) = (SELECT writer, number FROM public.ledger ORDER BY number, writer OFFSET (SELECT count(*) / 2 FROM public.ledger) LIMIT 1)
            RETURNING from_account, to_account, amount)
        UPDATE public.accounts a SET balance = a.balance + CASE a.id WHEN g.from_account THEN g.amount ELSE -g.amount END
        FROM gone g WHERE a.id IN (g.from_account, g.to_account)
        """;

    private const string MoveSql = "UPDATE public.accounts SET balance = balance + CASE id WHEN 0 THEN -1 ELSE 1 END WHERE id IN (0, 1)";
    private const string InsertSql = "INSERT INTO public.ledger VALUES ($1, $2, 0, $3, 1, 0, 1, 1, $4)";

    // Beyond any number that a writer reaches in a drill.
    private const long UnusedNumber = 1_000_000_000_000;

    /// <summary>Deletes one row and leaves its money moved.</summary>
    public Task DeleteOneRowAsync(CancellationToken cancellationToken) => RunAsync(new NpgsqlCommand(DeleteSql), cancellationToken);

    /// <summary>Takes one transaction back, its row and its money, from among others that stay.</summary>
    public Task TakeBackOneTransferAsync(CancellationToken cancellationToken) => RunAsync(new NpgsqlCommand(DeleteWithMoneySql), cancellationToken);

    /// <summary>Moves money between two accounts without a ledger row.</summary>
    public Task MoveWithoutRowAsync(CancellationToken cancellationToken) => RunAsync(new NpgsqlCommand(MoveSql), cancellationToken);

    /// <summary>Adds one row that is well formed, digest included, but that no client ever attempted.</summary>
    public Task AddOneRowAsync(Guid run, int cycle, CancellationToken cancellationToken) => RunAsync(
        new NpgsqlCommand(InsertSql)
        {
            Parameters =
            {
                new() { Value = run },
                new() { Value = cycle },
                new() { Value = UnusedNumber },
                new() { Value = LedgerDigest.Compute(run, cycle, 0, UnusedNumber, 1, 0, 1, 1) },
            },
        },
        cancellationToken);

    private async Task RunAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand disposing = command;
        try
        {
            await using NpgsqlConnection connection = await settings.OpenAdministratorAsync(cancellationToken, ProofSchema.Database).ConfigureAwait(false);
            command.Connection = connection;
            if (await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) < 1)
            {
                // Taken for a loss that was survived, this would be the worst kind of green.
                throw new PhoenixException(ErrorCode.Unexpected, "the tampering changed no row", "please report it");
            }
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("tampering with the proof database", e);
        }
    }
}
