namespace Phoenix.Lab.S3;

/// <summary>A fault rule in force and what it has done.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Hits">Requests that it made fail.</param>
public sealed record FaultStatus(FaultRule Rule, long Hits);
