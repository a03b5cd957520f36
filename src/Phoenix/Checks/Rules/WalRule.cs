using System.Globalization;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Phoenix's own gap scan: neither <c>info</c> nor <c>verify</c> shows a missing segment, and recovery promotes at it without an error.</summary>
public sealed class WalRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "wal";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArchiveView archive = evidence.Archive.Value;
        if (evidence.Chosen is not BackupSet backup)
        {
            return [CheckFinding.CouldNotTell(Name, "there is no backup to begin with", "see 'backup'")];
        }

        List<CheckFinding> findings = OfInfo(evidence, archive, backup) is { } info ? [info] : [];
        if (evidence.Target.Kind == RecoveryTargetKind.Immediate)
        {
            return [.. findings, OfBackup(archive, backup, evidence.SegmentSize)];
        }

        if (WalSpan.Of(archive, backup, evidence.SegmentSize) is not WalSpan span)
        {
            return [.. findings, CheckFinding.NotSafe(Name, $"timeline {archive.Path.Value.Timeline} has no segment at or behind the start of {backup.Label} ({backup.StartLsn})", "look why nothing is archived; a restore could not become consistent")];
        }

        string way = $"{span.First.Name} to {span.Last.Name}";
        if (span.Scan.Missing.Count > 0)
        {
            string whole = span.LastWhole(archive.Path.Value, backup.StartLsn) is WalSegment last ? $"a restore ends at {last.End} without an error" : "a restore cannot become consistent";
            findings.Add(CheckFinding.NotSafe(
                Name, string.Create(CultureInfo.InvariantCulture, $"of {span.Scan.Needed} segments from {way} these are missing: {Words.Names([.. span.Scan.Missing])}; {whole}"),
                "bring them back from a version or replica of the bucket, or from a server's pg_wal with archive-push; else take a full backup now"));
        }
        else if (backup.StopSegment.Length > 0 && span.Last.End < backup.StopLsn)
        {
            findings.Add(CheckFinding.NotSafe(Name, $"{way}: the archive ends before {backup.Label} became consistent ({backup.StopLsn})", "take another backup once archiving works"));
        }
        else
        {
            findings.Add(CheckFinding.Safe(Name, string.Create(CultureInfo.InvariantCulture, $"{span.Scan.Needed} segments from {way}, none missing")));
        }

        string[] empty = [.. archive.Path.Value.Path(backup.StartLsn, span.Last.End, span.Last.Size).Select(s => s.Name).Where(archive.Empty.Contains)];
        if (empty.Length > 0)
        {
            findings.Add(CheckFinding.NotSafe(Name, $"stored empty: {Words.Names(empty)}", "an upload was torn: bring the segment back from a server's pg_wal, or take a full backup now"));
        }

        return [.. findings, .. OfOthers(archive, backup, span, evidence.SegmentSize)];
    }

    // pgBackRest asks archive.info under which folder the cluster's WAL lies: without it, or without the cluster in it, every segment is "not found".
    private static CheckFinding? OfInfo(CheckEvidence evidence, ArchiveView archive, BackupSet backup)
    {
        const string BringBack = "bring it back from a version or replica of the bucket; 'stanza-create' does not bring an archive back";
        if (!archive.HasInfo)
        {
            return CheckFinding.NotSafe("wal", "archive.info is not there, and no copy of it: no segment is found without it", BringBack);
        }

        return evidence.ArchiveInfo switch
        {
            null => CheckFinding.CouldNotTell("wal", "nobody looked whether archive.info can be read", "please report this"),
            { Trouble: { } e } => CheckFinding.CouldNotTell("wal", $"whether archive.info can be read was not seen: {e.Message}", e.Hint),
            { Value: { SystemIdentifiers.Count: 0 } file } => CheckFinding.NotSafe(
                "wal", $"neither archive.info nor its copy can be read, and no segment is found without them{(file.Trouble is string why ? $": {why}" : "")}", $"see 'cipher'; where the passphrase is right, {BringBack}"),
            { Value: { } file } when !file.SystemIdentifiers.Contains(backup.SystemIdentifier) => CheckFinding.NotSafe(
                "wal", $"archive.info knows cluster {Words.Names([.. file.SystemIdentifiers.Select(i => Words.Number(i))])}, and {backup.Label} is of {backup.SystemIdentifier}: no WAL is found for it", BringBack),
            _ => null,
        };
    }

    private static CheckFinding OfBackup(ArchiveView archive, BackupSet backup, uint size)
    {
        if (backup.StartSegment.Length == 0)
        {
            return CheckFinding.Safe("wal", $"{backup.Label} was taken offline and needs no WAL");
        }

        if (!WalSegment.TryParse(backup.StartSegment, size, out WalSegment first) || !WalSegment.TryParse(backup.StopSegment, size, out WalSegment last))
        {
            return CheckFinding.CouldNotTell("wal", $"which WAL {backup.Label} needs is not known: '{backup.StartSegment}' to '{backup.StopSegment}'", "look at 'pgbackrest info'");
        }

        List<string> missing = [];
        for (WalSegment s = first; s.Number <= last.Number; s = s.Next)
        {
            if (!archive.Listing.Segments.ContainsKey(s.Name) || archive.Empty.Contains(s.Name))
            {
                missing.Add(s.Name);
            }
        }

        return missing.Count == 0
            ? CheckFinding.Safe("wal", $"{first.Name} to {last.Name}, which {backup.Label} needs to become consistent, none missing")
            : CheckFinding.NotSafe("wal", $"{backup.Label} needs {Words.Names(missing)} to become consistent", "take another backup");
    }

    // A hole on a timeline that this restore does not follow matters to a target that lies there.
    private static IEnumerable<CheckFinding> OfOthers(ArchiveView archive, BackupSet backup, WalSpan span, uint size)
    {
        HashSet<string> needed = [.. archive.Path.Value.Path(backup.StartLsn, span.Last.End, size).Select(s => s.Name)];
        Dictionary<uint, List<WalSegment>> byTimeline = [];
        foreach (string name in archive.Listing.Segments.Keys)
        {
            if (WalSegment.TryParse(name, size, out WalSegment s))
            {
                if (!byTimeline.TryGetValue(s.Timeline, out List<WalSegment>? list))
                {
                    byTimeline[s.Timeline] = list = [];
                }

                list.Add(s);
            }
        }

        foreach ((uint timeline, List<WalSegment> segments) in byTimeline.OrderBy(t => t.Key))
        {
            segments.Sort();
            string[] holes = [.. segments.Zip(segments.Skip(1)).Where(p => p.Second.Number > p.First.Number + 1).Select(p => p.First.Next).Where(s => !needed.Contains(s.Name)).Select(s => s.Name)];
            if (holes.Length > 0)
            {
                yield return CheckFinding.NotSafe("wal", $"elsewhere on timeline {timeline} the archive has holes that begin at {Words.Names(holes)}", "a target behind them, from an earlier backup, cannot be reached") with { IsNote = true };
            }
        }
    }
}
