namespace Phoenix.Checks;

/// <summary>
/// The stanza's <c>archive.info</c> (its copy where that is damaged), as the restore's configuration reads it. pgBackRest finds WAL through it only: by the cluster that it
/// names, in the folder of that cluster.
/// </summary>
/// <param name="SystemIdentifiers">The clusters that it names; empty where it is no info file.</param>
/// <param name="Trouble">Why it could not be read; null when it could.</param>
public sealed record ArchiveInfoFile(IReadOnlyList<ulong> SystemIdentifiers, string? Trouble);
