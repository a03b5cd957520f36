using System.Globalization;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>The backup that a restore begins with, and the sets around it: there, sound, and with all that it builds on.</summary>
public sealed class BackupRule : ICheckRule
{
    private const int MostListed = 10;

    /// <inheritdoc/>
    public string Name => "backup";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        RepositoryInfo info = evidence.Info.Value;
        if (info.Backups.Count == 0)
        {
            // Where the stanza was not found at all, a backup would go to the wrong place.
            return [CheckFinding.NotSafe(Name, "the repository holds no backup", info.StatusCode == 1 ? "see 'place'" : "take a full backup; WAL alone restores nothing")];
        }

        List<CheckFinding> findings = [];
        if (evidence.Chosen is not BackupSet chosen)
        {
            findings.Add(CheckFinding.NotSafe(Name, $"no backup ends before the target '{evidence.Target}'; the oldest is {Describe(info, info.Backups[0], evidence.At)}", "choose a later target: what lies before the oldest backup cannot be restored"));
        }
        else
        {
            string[] missing = [.. Detail(info, chosen).References.Where(r => info.Backups.All(b => b.Label != r))];
            string? lacking = Lacking(evidence, info, chosen);
            findings.Add((chosen.HasPageErrors, missing.Length) switch
            {
                _ when lacking is not null => CheckFinding.NotSafe(Name, lacking, "its files were deleted behind pgBackRest's back (a lifecycle rule, a clean-up): bring them back from versions of the bucket, or take a full backup now"),
                (_, > 0) => CheckFinding.NotSafe(Name, $"{chosen.Label} builds on {string.Join(", ", missing)}, which is not in the repository", "take a full backup"),
                (true, _) => CheckFinding.NotSafe(Name, $"{chosen.Label} has pages with wrong checksums", "repair the server's data and take a full backup; restore an older set"),
                _ => CheckFinding.Safe(Name, $"a restore to '{evidence.Target}' begins with {Describe(info, chosen, evidence.At)}"),
            });
        }

        foreach (BackupSet b in info.Backups.Where(b => b != evidence.Chosen).Reverse().Take(MostListed))
        {
            findings.Add((b.HasPageErrors
                ? CheckFinding.NotSafe(Name, $"also there: {Describe(info, b, evidence.At)}, with pages with wrong checksums", "do not rely on it")
                : CheckFinding.Safe(Name, $"also there: {Describe(info, b, evidence.At)}")) with { IsNote = true });
        }

        return findings;
    }

    // backup.info goes on naming a set whose files are gone.
    private static string? Lacking(CheckEvidence evidence, RepositoryInfo info, BackupSet chosen)
    {
        IReadOnlyDictionary<string, StoredSet> sets = evidence.Sets.Value;
        foreach (string label in Detail(info, chosen).References.Prepend(chosen.Label).Where(l => info.Backups.Any(b => b.Label == l)))
        {
            long needed = info.Details.GetValueOrDefault(label)?.StoredBytes ?? 0;
            if (!sets.TryGetValue(label, out StoredSet? stored) || !stored.HasManifest)
            {
                return $"backup.info names {label}, and its manifest is not in the repository";
            }

            if (stored.Bytes < needed)
            {
                return string.Create(CultureInfo.InvariantCulture, $"of {label} {stored.Bytes} bytes in {stored.Files} files are in the repository, and it stored {needed}");
            }
        }

        return null;
    }

    private static string Describe(RepositoryInfo info, BackupSet b, DateTimeOffset now)
    {
        BackupDetails more = Detail(info, b);
        string notes = more.Annotations.Count == 0 ? "" : $", annotated {string.Join(", ", more.Annotations.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"))}";
        string stored = more.RepositoryBytes == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({more.RepositoryBytes >> 10} KiB stored)");
        string wal = b.StartSegment.Length == 0 ? "taken offline" : $"WAL {b.StartSegment} to {b.StopSegment}";
        return string.Create(CultureInfo.InvariantCulture, $"{b.Label} ({b.Type}, {Words.Age(now - b.StoppedAt)} old, {b.DatabaseBytes >> 10} KiB{stored}, {wal}{notes})");
    }

    private static BackupDetails Detail(RepositoryInfo info, BackupSet b) =>
        info.Details.GetValueOrDefault(b.Label) ?? new BackupDetails(0, [], new Dictionary<string, string>());
}
