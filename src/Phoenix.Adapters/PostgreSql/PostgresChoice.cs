namespace Phoenix.Adapters.PostgreSql;

/// <summary>The PostgreSQL that Phoenix uses, and newer ones that it had to pass over because pgBackRest does not know them.</summary>
/// <param name="Installation">The chosen one.</param>
/// <param name="PassedOver">Newer ones, for the announcement.</param>
public sealed record PostgresChoice(PostgresInstallation Installation, IReadOnlyList<PostgresInstallation> PassedOver);
