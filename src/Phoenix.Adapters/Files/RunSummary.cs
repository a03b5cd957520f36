using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>One run in the history.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="Evidence">Its evidence, verified; null when there is none, or none that can be relied on.</param>
/// <param name="Problem">Why there is no evidence: the run has not ended, or what is damaged; null when there is evidence.</param>
/// <param name="IsDamaged">Whether something of the run is damaged, rather than not there yet.</param>
public sealed record RunSummary(string Name, Evidence? Evidence, string? Problem, bool IsDamaged);
