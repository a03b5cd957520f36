using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>One sentinel after the rebirth.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Expected">What had to be.</param>
/// <param name="Found">What was: <see cref="SentinelExpectation.Present"/> with its own content, or Absent; null when the server was not read.</param>
public sealed record SentinelResult(SentinelName Name, SentinelExpectation Expected, SentinelExpectation? Found);
