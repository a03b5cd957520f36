using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>What <c>pgbackrest info --output=json</c> says of one stanza; its exit code is never trusted.</summary>
/// <param name="StatusCode">0 ok, 1 missing stanza path, 2 no valid backups, others: error.</param>
/// <param name="StatusMessage">The message that goes with it.</param>
/// <param name="SystemIdentifier">The cluster that the stanza belongs to now; null when there is none.</param>
/// <param name="Backups">The backup sets, oldest first.</param>
/// <param name="Cipher"><c>none</c> or the cipher's name.</param>
public sealed record RepositoryInfo(int StatusCode, string StatusMessage, ulong? SystemIdentifier, IReadOnlyList<BackupSet> Backups, string Cipher)
{
    /// <summary>Every cluster that the stanza ever belonged to, oldest first; the last one is the present one.</summary>
    public IReadOnlyList<StanzaCluster> Clusters { get; init; } = [];

    /// <summary>More about each backup set, by label.</summary>
    public IReadOnlyDictionary<string, BackupDetails> Details { get; init; } = new Dictionary<string, BackupDetails>();
}
