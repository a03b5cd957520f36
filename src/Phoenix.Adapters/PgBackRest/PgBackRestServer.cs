namespace Phoenix.Adapters.PgBackRest;

/// <summary>The server that pgBackRest works for.</summary>
/// <param name="DataDirectory">PGDATA (<c>pg1-path</c>).</param>
/// <param name="Port">Port (<c>pg1-port</c>).</param>
/// <param name="SocketDirectory">Directory of its socket (<c>pg1-socket-path</c>).</param>
public sealed record PgBackRestServer(string DataDirectory, int Port, string SocketDirectory);
