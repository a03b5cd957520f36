namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A Secret whose keys pgBackRest does not load.</summary>
internal sealed class SecretFileNameRule : LintRule
{
    public override string Id => "secret-file-name";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "No key of a mounted Secret ends in .conf.";

    public override string Why => "The keys become files in /etc/pgbackrest/conf.d, and pgBackRest loads those only whose name ends in .conf: the credentials are mounted and never read, and the restore ends in [037].";

    public override string Remedy => "Call the key s3.conf (or map it by items, with a path that ends in .conf).";

    public override string Source => "https://pgbackrest.org/configuration.html#section-general/option-config-include-path; https://access.crunchydata.com/documentation/postgres-operator/latest/tutorials/backups-disaster-recovery/backups";

    public override LintExample Bad { get; } = CrunchyExamples.Good.WithOwnKeys("s3.ini");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (PgoCluster cluster in PgoCluster.In(set))
        {
            foreach (PgoSide side in new[] { cluster.Source, cluster.Backups }.OfType<PgoSide>())
            {
                // Other files (a private CA) may stand beside: it takes one .conf on the whole side.
                PgoConfiguration[] secrets = [.. side.Configuration.Where(c => c is { IsSecret: true, Files: not null })];
                if (secrets.Length == 0 || side.Configuration.Any(c => c.Files is null || c.Files.Any(PgoConfiguration.IsLoaded)) || !side.Repositories.Any(r => r.IsExternal && Credentials.Needed(r).Any(o => r.Setting(o) is null)))
                {
                    continue;
                }

                SecretOrigin origin = secrets[0].Origins[0];
                string[] files = [.. secrets.SelectMany(s => s.Files!)];
                yield return Found(cluster.Manifest.At(secrets[0].Name!), $"{cluster.Manifest.Title} mounts the Secret '{secrets[0].Name!.Text}' for {side.Title}, but none of its files ({string.Join(", ", files.DefaultIfEmpty("none"))}) ends in .conf: pgBackRest loads none")
                    with { Related = [origin.Maker.Place] };
            }
        }
    }
}
