namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>Credentials in a section that is not read.</summary>
internal sealed class SecretSectionRule : LintRule
{
    // Read by the restore itself, but not by the archive-get that fetches the WAL for it.
    private const string RestoreOnly = "global:restore";

    public override string Id => "secret-section";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A repository's options in a mounted Secret stand in a section that pgBackRest does not read for a restore.";

    public override string Why => "Options outside of [global] and of the stanza's own section are those of another stanza or another command: the restore ends in [037]. In [global:restore] the files come back, but archive-get has no key: PostgreSQL takes its error for the end of WAL and promotes with rows missing.";

    public override string Remedy => "Put them under [global].";

    public override string Source => "https://pgbackrest.org/configuration.html#introduction; archive-get without a key reproduced with PostgreSQL 15 and pgBackRest 2.45; https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/backups";

    public override LintExample Bad { get; } = CrunchyExamples.First("[global]", "[repo1]");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        HashSet<LintPlace> told = [];
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            foreach (PgoSide side in new[] { cluster.Source, cluster.Backups }.OfType<PgoSide>())
            {
                foreach (ConfOption option in Misplaced(side))
                {
                    // One finding a section; that there is none before the first option is the format's own fault.
                    (string Name, LintPlace At)? section = side.Texts.SelectMany(t => t.Sections).Cast<(string Name, LintPlace At)?>().FirstOrDefault(s => s!.Value.Name == option.Section && s.Value.At.File == option.At.File);
                    LintPlace place = section?.At ?? option.At;
                    if (told.Add(place))
                    {
                        yield return Found(place, option.Section.Length == 0 ? $"{option.Name} stands before the first section: pgBackRest refuses the file" : $"{option.Name} stands in [{option.Section}], which the restore of {cluster.Manifest.Title} does not read as a whole");
                    }
                }
            }
        }
    }

    /// <summary>The options of repositories of a side that stand in a section where a restore does not find them, and in no other.</summary>
    public static IEnumerable<ConfOption> Misplaced(PgoSide side)
    {
        string[] names = [.. side.Repositories.Select(r => r.Name).Where(n => n.Length > 0)];
        ConfOption[] all = [.. side.Texts.SelectMany(t => t.Options)];
        HashSet<string> placed = [.. all.Where(o => o.Section == "global" || o.Section == side.Stanza).Select(o => o.Name)];
        return all.Where(o => IsCredential(o.Name) && names.Any(n => o.Name.StartsWith(n + "-", StringComparison.Ordinal)) && !placed.Contains(o.Name) && (o.Section == RestoreOnly || (o.Section != "global" && o.Section != side.Stanza)));
    }

    private static bool IsCredential(string name) => name.EndsWith("-key", StringComparison.Ordinal) || name.EndsWith("-key-secret", StringComparison.Ordinal) || name.EndsWith("-cipher-pass", StringComparison.Ordinal) || name.EndsWith("-account", StringComparison.Ordinal);
}
