namespace Phoenix.Journal;

/// <summary>The seal of one run's evidence.</summary>
/// <param name="Previous">The seal's hash of the run before in the same state directory; null for the first.</param>
/// <param name="Sha256">SHA-256, lower-case hex, of the evidence's canonical bytes without the member <c>seal</c>.</param>
public sealed record EvidenceSeal(string? Previous, string Sha256);
