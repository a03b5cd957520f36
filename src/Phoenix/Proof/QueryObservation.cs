namespace Phoenix.Proof;

/// <summary>One of the owner's own queries on the reborn database (<c>proof.queries</c>).</summary>
/// <param name="Sql">The query.</param>
/// <param name="Expected">The first column of the first row, as text, that the owner expects.</param>
/// <param name="Found">What came back; null for no row.</param>
/// <param name="Error">The error, when it could not be run.</param>
public sealed record QueryObservation(string Sql, string Expected, string? Found, string? Error);
