namespace Phoenix.Adapters.Files;

/// <summary>What pruning did, or would do, with one run.</summary>
/// <param name="Run">The run's name.</param>
/// <param name="Removed">Folders that are removed; empty when the run is left as it is.</param>
/// <param name="Bytes">Bytes that this frees.</param>
/// <param name="LeftBecause">Why the run is left as it is; null when it is pruned.</param>
public sealed record PruneOutcome(string Run, IReadOnlyList<string> Removed, long Bytes, string? LeftBecause);
