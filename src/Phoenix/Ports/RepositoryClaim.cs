namespace Phoenix.Ports;

/// <summary>What a repository is to the database that wants to be raised from it.</summary>
/// <param name="IsEmpty">It holds nothing: only a new database can be made.</param>
/// <param name="MayInitialize">A new database may be made without being asked for: Phoenix has just made this lab, and it never had one.</param>
/// <param name="TakenOverFrom">Whose repository it was until now; null when it was this one's, or nobody's.</param>
public sealed record RepositoryClaim(bool IsEmpty, bool MayInitialize, string? TakenOverFrom);
