using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>The nodes that manifests declare. A stack file names machines that are asked or destroyed, which need not be all, nor hold volumes.</summary>
internal static class Nodes
{
    /// <summary>How many nodes can hold a replica, and where that is said; null when it is nowhere said.</summary>
    public static (int Count, LintPlace Place)? Declared(LintSet set)
    {
        // Longhorn's own nodes say most exactly which may be used.
        Manifest[] longhorn = [.. set.OfKind("Node", "longhorn.io")];
        if (longhorn.Length > 0)
        {
            return (longhorn.Count(n => n.Root.Flag("spec", "allowScheduling") != false), longhorn[0].Place);
        }

        Manifest[] nodes = [.. set.OfKind("Node", "").Where(n => n.Root.Flag("spec", "unschedulable") != true && !n.Items("spec", "taints").Any(t => t.Text("effect") is "NoSchedule" or "NoExecute"))];
        return nodes.Length > 0 ? (nodes.Length, nodes[0].Place) : null;
    }
}
