namespace Phoenix.Journal;

/// <summary>The objectives, as evidence spells them.</summary>
/// <param name="RtoSeconds">Longest RTA allowed, in seconds; null when none was set.</param>
/// <param name="Rpo"><c>report</c>, <c>0</c>, seconds such as <c>60s</c>, or bytes such as <c>1048576B</c>.</param>
public sealed record EvidenceObjectives(double? RtoSeconds, string Rpo);
