using System.Globalization;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>
/// Whether the newest backup is that of an empty newcomer which took the repository over (<c>initdb</c> in place of a restore, then <c>stanza-upgrade</c>): a restore to the latest would
/// bring back nothing.
/// </summary>
public sealed class NewcomerRule : ICheckRule
{
    // A cluster that nobody has written to has some 20 to 40 MB, and a full backup of a grown one is never that small again.
    private const long EmptyBytes = 64L << 20;

    /// <inheritdoc/>
    public string Name => "newcomer";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        RepositoryInfo info = evidence.Info.Value;
        if (info.Backups.Count == 0)
        {
            return [CheckFinding.CouldNotTell(Name, "there is no backup to look at", "see 'backup'")];
        }

        BackupSet newest = info.Backups[^1];
        StanzaCluster[] earlier = [.. info.Clusters.Where(c => c.SystemIdentifier != newest.SystemIdentifier)];
        BackupSet[] others = [.. info.Backups.Where(b => b.SystemIdentifier != newest.SystemIdentifier)];
        string[] archives = evidence.Archive is { Trouble: null } a ? [.. a.Value.Ids] : [];
        if (earlier.Length == 0 && others.Length == 0 && archives.Length <= 1)
        {
            return [CheckFinding.Safe(Name, $"the stanza never belonged to another cluster than {newest.SystemIdentifier}, which {newest.Label} is of")];
        }

        string size = string.Create(CultureInfo.InvariantCulture, $"{newest.DatabaseBytes >> 20} MiB on timeline {BackupChoice.TimelineOf(newest) ?? 0}");
        string before = others.Length > 0
            ? string.Create(CultureInfo.InvariantCulture, $"its sets are {Words.Names([.. others.Select(b => b.Label)])}, the newest of {others[^1].DatabaseBytes >> 20} MiB")
            : "and no set of it is left";
        string was = $"the stanza belonged to cluster {(earlier.Length > 0 ? Words.Names([.. earlier.Select(c => $"{c.SystemIdentifier} (PostgreSQL {c.Version})")]) : others.Length > 0 ? Words.Number(others[^1].SystemIdentifier) : "of another archive")} before, {before}; the newest backup {newest.Label} is of {newest.SystemIdentifier}, {size}";
        string wayBack = others.Length > 0
            ? $"let no backup run: it may expire the older sets. Restore {others[^1].Label} with --set"
            : "let no backup run, and look for older versions of the bucket's objects";
        if (evidence.Witness.Value?.SystemIdentifier == newest.SystemIdentifier)
        {
            return [CheckFinding.Safe(Name, $"{was}, which is the cluster that the last witness knows")];
        }

        if (newest.DatabaseBytes <= EmptyBytes || others.Any(b => newest.DatabaseBytes < b.DatabaseBytes / 2))
        {
            return [CheckFinding.NotSafe(Name, $"{was}: it looks like an empty newcomer's", wayBack)];
        }

        string? version = info.Clusters.LastOrDefault()?.Version;
        return
        [
            earlier.Length > 0 && earlier.All(c => c.Version != version)
                ? CheckFinding.Safe(Name, $"{was}; the version changed with it, as in an upgrade")
                : CheckFinding.CouldNotTell(Name, $"{was}, of the same version", $"find out why the cluster changed; {wayBack}"),
        ];
    }
}
