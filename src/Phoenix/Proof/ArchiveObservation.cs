namespace Phoenix.Proof;

/// <summary>The repository's WAL, looked at before anything was restored from it.</summary>
/// <param name="Needed">How many segments the path from the backup to the witness's last segment has.</param>
/// <param name="Missing">Those that are not listed.</param>
/// <param name="Duplicates">Segments stored more than once with different content.</param>
public sealed record ArchiveObservation(int Needed, IReadOnlyList<string> Missing, IReadOnlyList<string> Duplicates);
