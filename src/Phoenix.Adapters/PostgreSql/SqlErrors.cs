using System.Net.Sockets;
using Npgsql;
using Phoenix.Errors;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>Turns what Npgsql throws into Phoenix's errors.</summary>
internal static class SqlErrors
{
    private const string DiskFull = "53100";
    private const string QueryCanceled = "57014";
    private const string LockNotAvailable = "55P03";

    /// <summary>The error for <paramref name="cause"/>, which happened while doing <paramref name="what"/>.</summary>
    internal static PhoenixException Translate(string what, Exception cause) => cause switch
    {
        PostgresException { SqlState: DiskFull } e => new PhoenixException(
            ErrorCode.DiskFull, $"{what}: {Describe(e)}", "Free space on the server's data or WAL volume", e),
        PostgresException { SqlState: QueryCanceled or LockNotAvailable } e => new PhoenixException(
            ErrorCode.TimedOut, $"{what}: {Describe(e)}", "The server is busy or a lock is held; look at pg_stat_activity", e),
        PostgresException e => new PhoenixException(
            ErrorCode.ToolFailed, $"{what}: {Describe(e)}", "The text is PostgreSQL's own; see the server's log", e),
        _ when cause is TimeoutException || cause.InnerException is TimeoutException => new PhoenixException(
            ErrorCode.TimedOut, $"{what}: {Describe(cause)}", "The server did not answer in time; see its log", cause),
        _ => new PhoenixException(
            ErrorCode.ToolFailed, $"{what}: {Describe(cause)}", "Check that the server runs and accepts connections at this address", cause),
    };

    /// <summary>SQLSTATE and message, without detail or hint: those may quote data.</summary>
    internal static string Describe(Exception cause) => cause switch
    {
        PostgresException e => $"{e.SqlState} {e.MessageText}",
        { InnerException: SocketException or TimeoutException or IOException } => $"{cause.Message} ({cause.InnerException.Message})",
        _ => cause.Message,
    };

    /// <summary>Whether <paramref name="e"/> comes from the database or the way to it.</summary>
    internal static bool IsDatabaseError(Exception e) =>
        e is NpgsqlException or TimeoutException or IOException or SocketException
        || (e is InvalidOperationException && e.Source == "Npgsql");
}
