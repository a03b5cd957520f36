using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Crunchy;

/// <summary>A Secret that a restore mounts and nothing makes.</summary>
internal sealed class SecretNotMadeRule : LintRule
{
    public override string Id => "secret-not-made";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A cluster mounts a Secret or ConfigMap with its pgBackRest configuration that no manifest makes.";

    public override string Why => "One that was made by hand is gone after the wipe: the pod of the restore then waits for its volume for ever (FailedMount), and no error reaches the PostgresCluster.";

    public override string Remedy =>
        "Let a manifest make it in the namespace of the cluster: an ExternalSecret, a SealedSecret, a Secret encrypted with SOPS. Where something outside of the manifests makes it (Terraform), suppress this rule and say what. "
        + "A secretGenerator needs disableNameSuffixHash: true, because Kustomize does not know this reference.";

    public override string Source => "https://kubernetes.io/docs/concepts/storage/projected-volumes/; https://github.com/CrunchyData/postgres-operator-examples/blob/main/kustomize/s3/kustomization.yaml";

    public override LintExample Bad { get; } = CrunchyExamples.Last("name: castle-s3", "name: castle-s3-keys");

    public override LintExample Good { get; } = CrunchyExamples.Good;

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        // Of a file alone nobody knows what is beside it.
        return set.SeesAll ? PgoCluster.In(set).SelectMany(c => Missing(set, c)) : [];
    }

    private IEnumerable<LintFinding> Missing(LintSet set, PgoCluster cluster)
    {
        SecretOrigins origins = SecretOrigins.Of(set);
        HashSet<string> told = new(StringComparer.Ordinal);
        foreach (PgoConfiguration entry in new[] { cluster.Source, cluster.Backups }.OfType<PgoSide>().SelectMany(s => s.Configuration))
        {
            if (entry is not { Name: YamlScalar name, IsOptional: false, Origins.Count: 0 } || PgoSetting.IsUnknown(name.Text) || PgoSetting.IsUnknown(cluster.Manifest.Namespace)
                || origins.IsMentioned(name.Text) || !told.Add($"{entry.IsSecret} {name.Text}"))
            {
                continue;
            }

            string kind = entry.IsSecret ? "Secret" : "ConfigMap";
            string space = cluster.Manifest.Namespace is string of ? $" in the namespace '{of}'" : "";
            string[] elsewhere = entry.IsSecret ? [.. origins.Spaces(name.Text)] : [.. set.Named("ConfigMap", null, name.Text).Select(m => m.Namespace).OfType<string>()];
            string hint = elsewhere.Length > 0 ? $"; there is one in '{elsewhere[0]}'" : "";
            yield return Found(cluster.Manifest.At(name), $"{cluster.Manifest.Title} mounts the {kind} '{name.Text}', which no manifest makes{space}{hint}");
        }
    }
}
