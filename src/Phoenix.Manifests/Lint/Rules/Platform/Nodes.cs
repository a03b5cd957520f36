using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>The nodes that manifests and stack files declare.</summary>
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
        if (nodes.Length > 0)
        {
            return (nodes.Length, nodes[0].Place);
        }

        // The gate of Talos names the machines; a control plane of its own takes no workloads unless told to.
        foreach (LintStack stack in set.Stacks)
        {
            foreach (LayerDefinition layer in stack.Definition.Layers)
            {
                if (layer.Gates.OfType<GateDefinition.Talos>().FirstOrDefault() is { } talos && talos.Nodes.Count > 1)
                {
                    int workers = talos.ControlPlane is int control && control < talos.Nodes.Count ? talos.Nodes.Count - control : talos.Nodes.Count;
                    return (workers, stack.Root.FindKey("layers", layer.Name) is YamlScalar key ? stack.At(key) : new LintPlace(stack.File, layer.Line, 1));
                }
            }
        }

        return null;
    }
}
