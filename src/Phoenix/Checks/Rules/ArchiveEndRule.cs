using System.Globalization;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Checks.Rules;

/// <summary>Whether the end of the archive is the end of what was written. Segments that are missing at the end leave no hole: only a server or a witness knows of them.</summary>
public sealed class ArchiveEndRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "archive-end";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArchiveView archive = evidence.Archive.Value;
        Witness? witness = evidence.Witness.Value;
        string end = End(evidence, archive);
        List<CheckFinding> findings = [];
        if (witness is not null && (evidence.Info is not { Trouble: null } info || info.Value.SystemIdentifier == witness.SystemIdentifier))
        {
            findings.Add(OfWitness(evidence, archive, witness, end));
        }

        if (evidence.Server is { Trouble: null } server)
        {
            long ahead = Math.Max(0, server.Value.Flushed - server.Value.Archived);
            findings.Add(CheckFinding.Safe(Name, string.Create(CultureInfo.InvariantCulture, $"{end}; the server is at {server.Value.Flushed}: {ahead} bytes of WAL are in it only")));
        }

        return findings.Count > 0
            ? findings
            : [CheckFinding.CouldNotTell(Name, $"{end}; neither a server nor a witness says whether more was written", "compare it with what the application knows of its last writes") with { IsNote = true }];
    }

    private CheckFinding OfWitness(CheckEvidence evidence, ArchiveView archive, Witness witness, string end)
    {
        string knows = $"the witness of {witness.RecordedAt:u} knows of {witness.MustReplayTo} in {witness.LastSegment}";
        if (!archive.Listing.Segments.ContainsKey(witness.LastSegment))
        {
            return CheckFinding.NotSafe(Name, $"{end}; {knows}, which is not in the archive", "what was acknowledged is missing: bring the segment back from a version or replica of the bucket, or from a server's pg_wal");
        }

        bool diverged = archive.Path.Value.TimelineAt(new Lsn(Math.Max(witness.MustReplayTo.Value, 1) - 1)) != witness.Timeline;
        return !diverged ? CheckFinding.Safe(Name, $"{end}; {knows}, which is there")
            // With a server on it, the timeline was left on purpose: a rebirth to an earlier target.
            : evidence.Server is { Trouble: null } ? CheckFinding.CouldNotTell(Name, $"{knows} on timeline {witness.Timeline}, which the present one left before that", "nothing, if it was reborn to an earlier target on purpose") with { IsNote = true }
            : CheckFinding.NotSafe(Name, $"{knows} on timeline {witness.Timeline}, which timeline {archive.Path.Value.Timeline} left before that: a restore to the latest loses it", $"restore with timeline={witness.Timeline}, if that is the real history");
    }

    private static string End(CheckEvidence evidence, ArchiveView archive)
    {
        uint timeline = archive.Path is { Trouble: null } path ? path.Value.Timeline : archive.Listing.NewestTimeline;
        return archive.Listing.Newest(timeline, evidence.SegmentSize) is not WalSegment last ? "the archive is empty"
            : archive.StoredAt.TryGetValue(last.Name, out DateTimeOffset stored) ? $"the archive ends with {last.Name}, stored {Words.Age(evidence.At - stored)} ago"
            : $"the archive ends with {last.Name}";
    }
}
