using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Longhorn;

/// <summary>What Longhorn has and says, at one moment.</summary>
/// <param name="kinds">The kinds.</param>
/// <param name="snapshot">A snapshot of them.</param>
internal sealed class LonghornState(LonghornKinds kinds, ClusterSnapshot snapshot)
{
    /// <summary>Whether Longhorn is installed at all.</summary>
    internal bool IsInstalled => snapshot.Serves(kinds.Volumes);

    /// <summary>Longhorn's settings.</summary>
    internal IReadOnlyList<KubeObject> Settings => snapshot.All(kinds.Settings);

    /// <summary>Longhorn's nodes by name.</summary>
    internal IEnumerable<KubeObject> Nodes => snapshot.All(kinds.Nodes).OrderBy(n => n.Name, StringComparer.Ordinal);

    /// <summary>Volumes by name.</summary>
    internal IEnumerable<KubeObject> Volumes => snapshot.All(kinds.Volumes).OrderBy(n => n.Name, StringComparer.Ordinal);

    /// <summary>Storage classes whose volumes Longhorn makes.</summary>
    internal IEnumerable<KubeObject> Classes => snapshot.All(kinds.Classes).Where(c => c.TextAt("provisioner") == LonghornKinds.Driver);

    /// <summary>Attachments of Longhorn's volumes.</summary>
    internal IEnumerable<KubeObject> Attachments => snapshot.All(kinds.Attachments).Where(a => a.TextAt("spec", "attacher") == LonghornKinds.Driver);

    /// <summary>Persistent volumes that are Longhorn's.</summary>
    internal IEnumerable<KubeObject> Persistent => snapshot.All(kinds.Persistent).Where(p => p.TextAt("spec", "csi", "driver") == LonghornKinds.Driver);

    /// <summary>A node of the cluster; null when it is not there.</summary>
    internal KubeObject? Machine(string name) => snapshot.Find(kinds.Machines, null, name);

    /// <summary>The Longhorn volume behind a persistent volume; null when there is none.</summary>
    internal KubeObject? VolumeOf(string persistent) =>
        Persistent.FirstOrDefault(p => p.Name == persistent)?.TextAt("spec", "csi", "volumeHandle") is { } handle ? Volumes.FirstOrDefault(v => v.Name == handle) : null;

    /// <summary>A setting's value as a number. Since Longhorn 1.10 some hold one for each data engine; the first engine's counts then.</summary>
    /// <param name="name">The setting.</param>
    /// <param name="otherwise">Longhorn's own default, for one that is not there.</param>
    internal long Number(string name, long otherwise) => Value(name) is { } value
        && long.TryParse(value.StartsWith('{') ? FirstEngine(value) : value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : otherwise;

    /// <summary>Whether a setting is on.</summary>
    internal bool IsOn(string name) => Value(name) is { } value && (value.StartsWith('{') ? FirstEngine(value) : value) == "true";

    private string? Value(string name) => Settings.FirstOrDefault(s => s.Name == name)?.TextAt("value");

    private static string? FirstEngine(string json)
    {
        try
        {
            return (JsonNode.Parse(json) as JsonObject)?["v1"]?.ToString();
        }
        catch (System.Text.Json.JsonException)
        {
            return null; // What is no JSON is no value that is known; the default counts.
        }
    }
}
