using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads the gates that look at a Kubernetes cluster.</summary>
internal sealed class ClusterGateSection(Section gate)
{
    /// <summary>Where Longhorn's chart puts it.</summary>
    internal const string LonghornNamespace = "longhorn-system";

    public GateDefinition Read(string kind)
    {
        switch (kind)
        {
            case "webhook":
                return new GateDefinition.Webhook(ClusterNames.Read(gate, "webhook"));
            case "flux":
                (IReadOnlyList<ClusterObjectName> kustomizations, IReadOnlyList<ClusterObjectName> helmReleases) = ClusterDriverSection.FluxObjects(gate);
                return new GateDefinition.Flux(kustomizations, helmReleases);
            case "externalSecret":
                (IReadOnlyList<ClusterObjectName> names, bool repository) = ClusterDriverSection.Secrets(gate);
                return new GateDefinition.ExternalSecret(names, repository);
            default:
                return Longhorn();
        }
    }

    private GateDefinition.Longhorn Longhorn()
    {
        if (gate.Find("longhorn") is YamlScalar at)
        {
            return at.Text == "ready" ? new GateDefinition.Longhorn(LonghornNamespace) : throw gate.Wrong(at, $"Longhorn cannot be '{at.Text}'", "write 'longhorn: ready', or { namespace: ... }");
        }

        return new GateDefinition.Longhorn(ClusterNames.ReadNamespace(gate.Sub("longhorn", "namespace")!, "namespace") ?? LonghornNamespace);
    }
}
