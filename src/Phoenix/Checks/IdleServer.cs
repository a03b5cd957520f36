namespace Phoenix.Checks;

/// <summary>A data directory whose server does not run.</summary>
/// <param name="DataDirectory">The directory.</param>
/// <param name="SystemIdentifier">The cluster, from its <c>pg_control</c>.</param>
/// <param name="Ready">Files that wait to be archived (<c>.ready</c>): nobody archives them now.</param>
public sealed record IdleServer(string DataDirectory, ulong SystemIdentifier, int Ready);
