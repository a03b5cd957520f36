using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>
/// The gate before a wipe: a pure judgement of <see cref="GateEvidence"/>. Every rule must hold; pgBackRest's exit codes
/// and its own "ok" are not enough (a missing segment in the middle is silent everywhere but here).
/// </summary>
public static class SafeToBurn
{
    /// <summary>Judges each rule of a planned wipe.</summary>
    public static IReadOnlyList<RuleOutcome> Evaluate(GateEvidence e, ClosedSegment closed) =>
    [
        .. EvaluateArchive(e),
        new("last-write-closed", e.LastAcknowledged < closed.RestorePointLsn && closed.RestorePointLsn <= closed.Segment.End,
            $"last acknowledged write {e.LastAcknowledged}, restore point {closed.RestorePointLsn} in {closed.Segment.Name}"),
        new("queue-empty", e.Archiver.Ready == 0, $"{e.Archiver.Ready} files wait to be archived"),
    ];

    /// <summary>Judges each rule of an instant wipe: what is archived must be sound, and what is not must be little.</summary>
    /// <param name="e">What was looked at.</param>
    /// <param name="archived">End of the last segment that is listed without a gap before it.</param>
    /// <param name="flushed">How far the server has flushed its WAL.</param>
    /// <param name="mostWaiting">Most segments that may wait to be archived.</param>
    public static IReadOnlyList<RuleOutcome> EvaluateInstant(GateEvidence e, Lsn archived, Lsn flushed, int mostWaiting)
    {
        long exposed = Math.Max(0, flushed - archived);
        long most = (mostWaiting + 1L) * e.Server.SegmentSize;
        return
        [
            .. EvaluateArchive(e),
            new("queue-short", e.Archiver.Ready <= mostWaiting, $"{e.Archiver.Ready} files wait to be archived, {mostWaiting} may"),
            new("exposure-bounded", exposed <= most, $"{exposed} bytes of WAL up to {flushed} are in the stack only, {most} may be: this wipe may lose them"),
        ];
    }

    /// <summary>Fails when a rule does not hold.</summary>
    /// <exception cref="PhoenixException">GateRefused, naming each rule that does not hold.</exception>
    public static void ThrowIfRefused(IReadOnlyList<RuleOutcome> rules)
    {
        RuleOutcome[] failed = [.. rules.Where(r => !r.Passed)];
        if (failed.Length > 0)
        {
            throw new PhoenixException(
                ErrorCode.GateRefused,
                $"not safe to burn: {string.Join("; ", failed.Select(r => $"{r.Rule}: {r.Detail}"))}",
                "nothing was touched; mend what the rules name and run again");
        }
    }

    private static IReadOnlyList<RuleOutcome> EvaluateArchive(GateEvidence e)
    {
        string last = e.Last.Name;
        bool listed = e.Listing.Segments.ContainsKey(last);
        BackupSet? stored = e.Info.Backups.FirstOrDefault(b => b.Label == e.Backup.Label);
        ulong server = e.Server.SystemIdentifier;
        return
        [
            new("stanza-ok", e.Info.StatusCode == 0, $"pgbackrest info: status {e.Info.StatusCode} ({e.Info.StatusMessage})"),
            new("backup-kept", stored is not null, stored is null ? $"backup {e.Backup.Label} is not in the repository" : $"backup {e.Backup.Label} is in the repository"),
            new("backup-newest", e.Info.Backups.Count > 0 && e.Info.Backups[^1].Label == e.Backup.Label,
                $"newest backup is {(e.Info.Backups.Count > 0 ? e.Info.Backups[^1].Label : "none")}, this cycle's is {e.Backup.Label}"),
            new("backup-sound", stored is { HasPageErrors: false }, stored is { HasPageErrors: true } ? $"backup {e.Backup.Label} has page errors" : "no page errors reported"),
            new("last-segment-listed", listed, listed ? $"{last} is listed in the bucket" : $"{last} is not listed in the bucket"),
            new("last-segment-same", e.FetchedSha256 is not null && e.FetchedSha256 == e.LastSha256,
                e.FetchedSha256 is null ? $"{last} could not be fetched" : $"{last} fetched {e.FetchedSha256[..12]}, on the server {e.LastSha256[..12]}"),
            new("no-gap", e.Scan is { Needed: > 0, Missing.Count: 0 },
                e.Scan.Missing.Count == 0 ? $"{e.Scan.Needed} segments from the backup's start, none missing" : $"missing: {string.Join(", ", e.Scan.Missing)}"),
            new("no-duplicate", e.Scan.Duplicates.Count == 0, e.Scan.Duplicates.Count == 0 ? "no segment stored twice" : $"stored twice: {string.Join(", ", e.Scan.Duplicates)}"),
            new("archived-by-server", ArchivedUpTo(e), $"last archived by the server: {e.Archiver.LastArchived ?? "nothing"}"),
            new("nothing-dropped", !e.Archiver.DroppedQueue, e.Archiver.DroppedQueue ? "archive-push-queue-max is set: WAL may be dropped while success is reported" : "archive-push-queue-max is not set"),
            new("identifier", e.Info.SystemIdentifier == server && (e.WitnessedIdentifier is null || e.WitnessedIdentifier == server) && e.Backup.SystemIdentifier == server,
                $"server {server}, repository {e.Info.SystemIdentifier?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, backup {e.Backup.SystemIdentifier}, witness {e.WitnessedIdentifier?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none yet"}"),
            new("timeline-newest", e.NewestTimeline <= e.Server.Timeline, $"server writes timeline {e.Server.Timeline}, newest in the archive is {e.NewestTimeline}"),
            new("same-repository", e.StackLocation == e.RestoreLocation, $"stack archives to {Where(e.StackLocation)}, restore reads {Where(e.RestoreLocation)}"),
        ];
    }

    private static bool ArchivedUpTo(GateEvidence e) =>
        WalSegment.TryParse(e.Archiver.LastArchived, e.Server.SegmentSize, out WalSegment archived)
        && archived.Timeline == e.Last.Timeline
        && archived.Number >= e.Last.Number;

    private static string Where(RepositoryLocation? l) => l is null ? "nowhere" : $"{l.Endpoint} {l.Bucket}{l.Path} stanza {l.Stanza}";
}
