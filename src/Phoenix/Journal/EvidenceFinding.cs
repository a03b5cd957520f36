using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>What one checker says.</summary>
/// <param name="Checker">Its name.</param>
/// <param name="Verdict">Its verdict.</param>
/// <param name="Detail">What was compared and seen.</param>
public sealed record EvidenceFinding(string Checker, Verdict Verdict, string Detail);
