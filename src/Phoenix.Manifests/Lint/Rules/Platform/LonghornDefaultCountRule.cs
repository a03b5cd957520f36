using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A setting that the storage class does not follow.</summary>
internal sealed class LonghornDefaultCountRule : LintRule
{
    public override string Id => "longhorn-default-count";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "Longhorn's defaultReplicaCount is set, and the chart's storage class is left at three replicas.";

    public override string Why => "The setting defaultReplicaCount counts for volumes that are made in Longhorn's own page, and at the first installation only. Volumes of claims get what the class says: persistence.defaultClassReplicaCount, 3 when it is not given.";

    public override string Remedy => "Set persistence.defaultClassReplicaCount to the same number.";

    public override string Source => "https://github.com/longhorn/longhorn/blob/master/chart/values.yaml; https://longhorn.io/docs/latest/references/settings/#default-replica-count";

    // Its own nodes would make the three replicas of the class a second finding.
    public override LintExample Bad { get; } = LintExample.Yaml(Release(LonghornExamples.Text("", "\n      defaultReplicaCount: 2")));

    public override LintExample Good { get; } = LintExample.Yaml(Release(LonghornExamples.Text("2", "\n      defaultReplicaCount: 2")));

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        foreach (Manifest release in LonghornClasses.Releases(set).Where(r => r.Items("spec", "valuesFrom").Count == 0 && r.Root.Flag("spec", "values", "persistence", "defaultClass") != false))
        {
            if (release.Scalar("spec", "values", "defaultSettings", "defaultReplicaCount") is YamlScalar { Text: not "3" } count && release.Find("spec", "values", "persistence", "defaultClassReplicaCount") is null)
            {
                yield return Found(release.At(count), $"the storage class of {release.Title} keeps 3 replicas: it does not follow defaultReplicaCount");
            }
        }
    }

    private static string Release(string text) => text[text.IndexOf("apiVersion: helm", StringComparison.Ordinal)..];
}
