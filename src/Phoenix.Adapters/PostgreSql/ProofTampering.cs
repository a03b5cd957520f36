using Npgsql;
using Phoenix.Proof;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Plants losses and phantoms in a lab's proof database, to see the checkers find them.</summary>
/// <param name="settings">The administrator's address.</param>
public sealed class ProofTampering(ConnectionSettings settings)
{
    private const string DeleteSql = "DELETE FROM public.ledger WHERE (writer, number) = (SELECT writer, number FROM public.ledger ORDER BY number LIMIT 1)";
    private const string InsertSql = "INSERT INTO public.ledger VALUES ($1, $2, 0, $3, 1, 0, 1, 1, $4)";

    // Beyond any number that a writer reaches in a drill.
    private const long UnusedNumber = 1_000_000_000_000;

    /// <summary>Deletes one row and leaves its money moved.</summary>
    public Task DeleteOneRowAsync(CancellationToken cancellationToken) => RunAsync(new NpgsqlCommand(DeleteSql), cancellationToken);

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
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (SqlErrors.IsDatabaseError(e))
        {
            throw SqlErrors.Translate("tampering with the proof database", e);
        }
    }
}
