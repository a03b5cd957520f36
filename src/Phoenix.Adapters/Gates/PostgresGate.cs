using Npgsql;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Whether a server takes a connection and answers a query. A password that is refused for a while ends the wait: at first the restored one may be in force, until an
/// operator has set the new one. A server that starts or is full does not.
/// </summary>
internal sealed class PostgresGate(GateDefinition.Postgres definition, LayerScope scope)
{
    private const string WrongPassword = "28P01";
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);
    private long? _refusedSince;

    /// <summary>How long without a break a password must be refused until that is final.</summary>
    internal TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>One look.</summary>
    internal async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        string dsn = await scope.Secrets.ReadAsync(definition.Dsn, cancellationToken);
        NpgsqlConnectionStringBuilder address = LibpqDsn.Read(dsn, $"secret '{definition.Dsn}'");
        string database = address.Database ?? address.Username ?? ProofSchema.MaintenanceDatabase;
        Redaction redaction = Redaction.Of([dsn, address.Password ?? "", .. scope.Secrets.Known]);
        return await BoundedLook.RunAsync(
            Longest,
            scope.Time,
            async token =>
            {
                try
                {
                    await using NpgsqlConnection connection = new ConnectionSettings(address) { ConnectTimeout = BoundedLook.Network }.Create(database, BoundedLook.Network);
                    await connection.OpenAsync(token);
                    await using NpgsqlCommand command = new("SELECT 1", connection);
                    await command.ExecuteScalarAsync(token);
                    return null;
                }
                catch (PostgresException e) when (e.SqlState == WrongPassword)
                {
                    return Refused(address.Username);
                }
                catch (Exception e) when (SqlErrors.IsDatabaseError(e))
                {
                    _refusedSince = null;
                    return redaction.Apply(e is PostgresException ? SqlErrors.Describe(e) : NetworkFault.Describe(e, address.Host ?? ""));
                }
            },
            cancellationToken);
    }

    private string Refused(string? user)
    {
        _refusedSince ??= scope.Time.GetTimestamp();
        string reason = $"the server refuses the password of '{user}' ({WrongPassword})";
        return scope.Time.GetElapsedTime(_refusedSince.Value) < Patience
            ? reason
            : throw new PhoenixException(
                ErrorCode.LayerFailed,
                $"layer '{scope.Layer}': gate postgres: {reason}",
                $"Correct the secret '{definition.Dsn}'; a rebirth restores the passwords of the database, not those of its clients");
    }
}
