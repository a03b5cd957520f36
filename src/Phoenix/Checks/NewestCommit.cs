namespace Phoenix.Checks;

/// <summary>The newest commit in the WAL that a restore can replay. A recovery to a moment stops at the first commit behind it, and fails where there is none.</summary>
/// <param name="At">Its moment, by the server's clock; null where none was found in what was read.</param>
/// <param name="IsWhole">Whether every segment up to the end was read to its end, back to that commit or to the backup: then there is no later one.</param>
public sealed record NewestCommit(DateTimeOffset? At, bool IsWhole);
