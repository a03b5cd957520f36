namespace Phoenix.Adapters.PgBackRest;

/// <summary>How pgBackRest works on one side (inside or outside a stack); what it works on is in the repository's settings.</summary>
/// <param name="WorkDirectory">Holds the spool, lock and log directories.</param>
/// <param name="Server">The server that it works for; null for a side that only reads the repository.</param>
/// <param name="ProcessMax">Parallel transfers.</param>
/// <param name="ArchiveAsync">Push and fetch WAL in the background, as PGO sets it.</param>
/// <param name="IoTimeout">Longest silence on a connection. For each object a refused connection is retried for about four times this, silence for two, a 503 for one; archive-get and restore read two objects before they give up.</param>
/// <param name="ArchiveTimeout">Longest wait for one asynchronous WAL transfer.</param>
public sealed record PgBackRestOptions(
    string WorkDirectory,
    PgBackRestServer? Server,
    int ProcessMax,
    bool ArchiveAsync,
    TimeSpan IoTimeout,
    TimeSpan ArchiveTimeout)
{
    /// <summary>pgBackRest's own compression name.</summary>
    public string CompressType { get; init; } = "zst";

    /// <summary>PGO's archiving, two transfers at once, and bounds that fit an endpoint nearby.</summary>
    public static PgBackRestOptions For(string workDirectory, PgBackRestServer? server) =>
        new(workDirectory, server, 2, ArchiveAsync: true, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(60));
}
