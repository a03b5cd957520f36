using Phoenix.Ports;

namespace Phoenix.Checks.Rules;

/// <summary>Whether a segment is stored more than once with different content: two clusters archive to one stanza, and nobody can tell which history is real.</summary>
public sealed class DuplicateRule : ICheckRule
{
    /// <inheritdoc/>
    public string Name => "duplicates";

    /// <inheritdoc/>
    public IReadOnlyList<CheckFinding> Judge(CheckEvidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        ArchiveListing listing = evidence.Archive.Value.Listing;
        string[] twice = [.. listing.Segments.Where(s => s.Value.Count > 1).Select(s => s.Key).Order(StringComparer.Ordinal)];
        return
        [
            twice.Length == 0
                ? CheckFinding.Safe(Name, "no segment is stored twice")
                : CheckFinding.NotSafe(Name, $"stored twice with different content: {Words.Names(twice)}", "two servers archive to this stanza: stop one, and find out which history is real before anything is restored"),
        ];
    }
}
