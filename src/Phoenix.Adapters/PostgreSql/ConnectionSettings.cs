using Npgsql;
using Phoenix.Adapters.Gates;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>How Phoenix connects to one server, and how long it waits there. Holds a password: never print it.</summary>
public sealed class ConnectionSettings
{
    private readonly NpgsqlConnectionStringBuilder _server;

    /// <summary>Takes host, port, user, password and TLS settings from <paramref name="server"/>; the rest is set here.</summary>
    public ConnectionSettings(NpgsqlConnectionStringBuilder server)
    {
        ArgumentNullException.ThrowIfNull(server);
        _server = new NpgsqlConnectionStringBuilder(server.ConnectionString);
    }

    /// <summary>A server that is reached through a tunnel: encrypted, but its certificate is not looked at, because the tunnel's other end is known.</summary>
    /// <param name="host">Host.</param>
    /// <param name="port">Port.</param>
    /// <param name="user">User.</param>
    /// <param name="password">Its password.</param>
    public static ConnectionSettings ThroughTunnel(string host, int port, string user, string password) =>
        new(new NpgsqlConnectionStringBuilder { Host = host, Port = port, Username = user, Password = password, SslMode = SslMode.Require });

    /// <summary>Reads a connection string of libpq's.</summary>
    /// <param name="dsn">The connection string.</param>
    /// <param name="where">Where it comes from, for messages, which never hold a value.</param>
    /// <exception cref="Errors.PhoenixException">Configuration: it is malformed, or holds a keyword that Phoenix does not know.</exception>
    public static ConnectionSettings Parse(string dsn, string where) => new(LibpqDsn.Read(dsn, where));

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a writer's statement, its COMMIT included.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of a statement that reads much (a whole table).</summary>
    public TimeSpan ReadTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Longest wait for a lock: a lock that was open at a crash can be held for ever on a standby.</summary>
    public TimeSpan LockTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The server's address, password included.</summary>
    internal NpgsqlConnectionStringBuilder Address => new(_server.ConnectionString);

    /// <summary>A connection that is not pooled: a writer must know which connection it speaks on, and a dead server must not leave one behind.</summary>
    internal NpgsqlConnection Create(string database, TimeSpan commandTimeout)
    {
        NpgsqlConnectionStringBuilder builder = new(_server.ConnectionString)
        {
            Database = database,
            Pooling = false,
            Enlist = false,
            ApplicationName = "phoenix",
            Timeout = (int)Math.Ceiling(ConnectTimeout.TotalSeconds),
            CommandTimeout = (int)Math.Ceiling(commandTimeout.TotalSeconds),
            // A timeout breaks the connection at once. With the default Npgsql asks the server to cancel and waits: a COMMIT that waits for a
            // synchronous standby then "succeeds" with no more than a notice.
            CancellationTimeout = -1,
            IncludeErrorDetail = false,
        };
        return new NpgsqlConnection(builder.ConnectionString);
    }

    /// <summary>Opens a connection whose commits are to be judged.</summary>
    internal async Task<NpgsqlConnection> OpenWriterAsync(CancellationToken cancellationToken)
    {
        NpgsqlConnection connection = Create(ProofSchema.Database, WriteTimeout);
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            // A role or server that hides warnings would hide the one that tells a cancelled wait from an acknowledgement.
            await using NpgsqlCommand command = new("SET client_min_messages = notice", connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens a connection for statements that only read, bounded on the server too.</summary>
    internal Task<NpgsqlConnection> OpenReaderAsync(string database, CancellationToken cancellationToken) =>
        OpenBoundedAsync(database, "; SET default_transaction_read_only = on", cancellationToken);

    /// <summary>Opens a connection that may switch WAL or install an extension, bounded on the server too.</summary>
    internal Task<NpgsqlConnection> OpenAdministratorAsync(CancellationToken cancellationToken, string database = ProofSchema.MaintenanceDatabase) =>
        OpenBoundedAsync(database, "", cancellationToken);

    private async Task<NpgsqlConnection> OpenBoundedAsync(string database, string more, CancellationToken cancellationToken)
    {
        // The server ends the statement first; the client's own bound is for a server that no longer answers.
        NpgsqlConnection connection = Create(database, ReadTimeout + TimeSpan.FromSeconds(5));
        try
        {
            await connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await using NpgsqlCommand command = new(
                $"SET statement_timeout = {(long)ReadTimeout.TotalMilliseconds}; SET lock_timeout = {(long)LockTimeout.TotalMilliseconds}{more}",
                connection);
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
