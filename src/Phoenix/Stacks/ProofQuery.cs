namespace Phoenix.Stacks;

/// <summary>A read-only query of the owner with the answer that the reborn database must give (<c>proof.queries</c>).</summary>
/// <param name="Database">The database to ask.</param>
/// <param name="Sql">The query; its first column of its first row is compared as text.</param>
/// <param name="Expect">The expected text.</param>
public sealed record ProofQuery(string Database, string Sql, string Expect);
