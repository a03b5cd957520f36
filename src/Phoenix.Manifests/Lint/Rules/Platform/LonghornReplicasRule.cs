using System.Globalization;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>More replicas than nodes.</summary>
internal sealed class LonghornReplicasRule : LintRule
{
    public override string Id => "longhorn-replicas";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "Longhorn is to keep more replicas of a volume than there are nodes for them.";

    public override string Why => "Each replica needs a node of its own. At best every volume stays degraded; where degraded volumes are not allowed the restore's pod waits for ever: AttachVolume.Attach failed, volume is not ready for workloads.";

    public override string Remedy => "Set numberOfReplicas, or the chart's persistence.defaultClassReplicaCount, to at most the number of nodes that hold replicas.";

    public override string Source => "https://longhorn.io/docs/latest/references/settings/ (Replica Node Level Soft Anti-Affinity, Allow Volume Creation With Degraded Availability)";

    public override LintExample Bad { get; } = LonghornExamples.Tree("3", "\n      allowVolumeCreationWithDegradedAvailability: false");

    public override LintExample Good { get; } = LonghornExamples.Tree("2", "");

    public override IEnumerable<LintFinding> Check(LintSet set)
    {
        if (!set.SeesAll || Nodes.Declared(set) is not (int nodes, LintPlace said) || nodes == 0)
        {
            yield break;
        }

        Manifest[] releases = [.. LonghornClasses.Releases(set)];
        if (releases.Any(r => r.Text("spec", "values", "defaultSettings", "replicaSoftAntiAffinity") is "true"))
        {
            // Then several replicas may share a node.
            yield break;
        }

        bool strict = releases.Any(r => r.Text("spec", "values", "defaultSettings", "allowVolumeCreationWithDegradedAvailability") is "false");
        foreach ((string name, int replicas, Manifest owner, LintPlace place) in LonghornClasses.Replicas(set).Where(r => r.Replicas > nodes))
        {
            yield return Found(place, string.Create(CultureInfo.InvariantCulture, $"{owner.Title}: volumes of class '{name}' get {replicas} replicas, and there {(nodes == 1 ? "is 1 node" : $"are {nodes} nodes")} for them"))
                with { Severity = strict ? LintSeverity.Error : LintSeverity.Warning, Related = [said] };
        }
    }
}
