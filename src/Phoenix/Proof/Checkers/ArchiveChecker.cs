namespace Phoenix.Proof.Checkers;

/// <summary>Every segment from the backup to the witness's last one was listed before the restore, and each only once.</summary>
public sealed class ArchiveChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "archive";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Archive is not ArchiveObservation archive)
        {
            finding.Doubt("the archive was not listed");
            return finding.Build("");
        }

        finding.DoubtIf(archive.Needed < 1, "no segment was looked for");
        finding.RefuteIf(archive.Missing.Count > 0, $"segments are missing: {string.Join(", ", archive.Missing)}");
        finding.RefuteIf(archive.Duplicates.Count > 0, $"segments are stored twice with different content: {string.Join(", ", archive.Duplicates)}");
        return finding.Build($"{archive.Needed} segments are listed without a gap");
    }
}
