namespace Phoenix.Proof.Checkers;

/// <summary>Pages carry their checksums, tables and indexes their structure.</summary>
public sealed class IntegrityChecker : IChecker
{
    /// <inheritdoc/>
    public string Name => "integrity";

    /// <inheritdoc/>
    public Finding Check(History history)
    {
        var finding = new FindingBuilder(Name);
        if (history.Integrity is not IntegrityObservation integrity)
        {
            finding.Doubt("pages and structures were not checked");
            return finding.Build("");
        }

        finding.RefuteIf(integrity.Problems.Count > 0, $"{integrity.Problems.Count} problems: {string.Join(", ", integrity.Problems.Take(Ledger.PhantomSample))}");
        finding.RefuteIf(history.Backup?.HasPageErrors == true, "the backup holds pages with wrong checksums");
        finding.DoubtIf(integrity.AmcheckedRelations < 1, "amcheck went through no relation");
        if (integrity.ChecksumsEnabled)
        {
            finding.DoubtIf(integrity.PagesVerified is null, "the page checksums could not be verified");
            finding.RefuteIf(integrity.PagesVerified == false, "not every page carries its checksum");
        }
        else
        {
            finding.Leave("page checksums: not applicable (the cluster has none)");
        }

        foreach (string database in integrity.UncheckedDatabases)
        {
            finding.Leave($"structures of database {database} (no amcheck there)");
        }

        if (integrity.LockedRelations.Count > 0)
        {
            finding.Leave($"structures of {integrity.LockedRelations.Count} locked relations: {string.Join(", ", integrity.LockedRelations.Take(Ledger.PhantomSample))}");
        }

        return finding.Build($"{integrity.AmcheckedRelations} relations passed amcheck{(integrity.ChecksumsEnabled ? ", every page carries its checksum" : "")}");
    }
}
