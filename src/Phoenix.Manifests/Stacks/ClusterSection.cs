using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Stacks;

/// <summary>Reads <c>cluster</c>: how the Kubernetes cluster of the stack is reached, and how it is known again.</summary>
internal sealed class ClusterSection(Section top, Places places, IReadOnlyDictionary<string, SecretDefinition> secrets)
{
    public ClusterDefinition? Read()
    {
        if (top.Sub("cluster", "kubeconfig", "context", "identity", "layer") is not { } cluster)
        {
            return null;
        }

        ClusterDefinition way = Way(cluster);
        string? identity = cluster.Text("identity");
        if (identity is not null && !Guid.TryParse(identity, out _))
        {
            throw cluster.Wrong(cluster.Require("identity"), $"'{identity}' is no identity of a cluster", "write the UID of its namespace kube-system: kubectl get namespace kube-system -o jsonpath={.metadata.uid}");
        }

        if (way.InCluster && cluster.Find("context") is { } context)
        {
            throw cluster.Wrong(context, "'context' chooses from a kubeconfig, and a pod's own account has none", "remove it");
        }

        return way with { Context = cluster.Text("context"), Identity = identity?.ToLowerInvariant(), Layer = cluster.Text("layer") };
    }

    /// <summary>Refuses a cluster that no layer works on, layers without one, and a layer of its machines that is not there or lives in it itself.</summary>
    public static void Check(Section top, ClusterDefinition? cluster, IReadOnlyList<LayerDefinition> layers)
    {
        LayerDefinition? user = layers.FirstOrDefault(ClusterDefinition.IsUsedBy);
        if (cluster is null && user is not null)
        {
            Section all = top.Sub("layers")!;
            throw all.Wrong(all.Entries.First(e => e.Key.Text == user.Name).Key, $"layer '{user.Name}' works on a Kubernetes cluster, and the stack names none", "add 'cluster:' with its kubeconfig");
        }

        if (cluster is not null && user is null)
        {
            throw top.Wrong(top.Require("cluster"), "no layer works on the cluster", "remove 'cluster', or declare such a layer or gate");
        }

        if (cluster?.Layer is string name)
        {
            YamlValue at = top.Sub("cluster")!.Require("layer");
            LayerDefinition machines = layers.FirstOrDefault(l => l.Name == name)
                ?? throw top.Wrong(at, $"the cluster's layer '{name}' is not declared{Section.Nearest(name, layers.Select(l => l.Name))}", "name the layer that makes its machines");
            if (ClusterDefinition.IsDriver(machines.Driver))
            {
                throw top.Wrong(at, $"layer '{name}' lives in the cluster, so it does not make its machines", "name the layer that does");
            }
        }
    }

    private ClusterDefinition Way(Section cluster)
    {
        if (cluster.Require("kubeconfig") is YamlScalar)
        {
            return new ClusterDefinition { KubeconfigFile = Path(cluster.RequireText("kubeconfig")) };
        }

        Section kubeconfig = cluster.Sub("kubeconfig", "file", "text", "secret", "inCluster")!;
        if (kubeconfig.Entries.Count != 1)
        {
            throw kubeconfig.Wrong(cluster.Require("kubeconfig"), "a kubeconfig must be given in one way", "name one of file, text, secret, inCluster");
        }

        (YamlScalar key, YamlValue value) = kubeconfig.Entries[0];
        return key.Text switch
        {
            "file" => new ClusterDefinition { KubeconfigFile = Path(kubeconfig.RequireText("file")) },
            "text" => new ClusterDefinition { KubeconfigText = Output(kubeconfig) },
            "secret" => new ClusterDefinition { KubeconfigSecret = Secret(kubeconfig) },
            _ => kubeconfig.Flag("inCluster")
                ? new ClusterDefinition { InCluster = true }
                : throw kubeconfig.Wrong(value, "a way that is switched off leads nowhere", "write 'inCluster: true', or another way"),
        };
    }

    // A credential written out in the stack file would be in Git.
    private static ValueTemplate Output(Section kubeconfig)
    {
        ValueTemplate text = new(kubeconfig.RequireText("text"));
        return text.References.Count > 0
            ? text
            : throw kubeconfig.Wrong(kubeconfig.Require("text"), "a kubeconfig is not written into the stack file", "refer to a layer's output: \"${layer.kubeconfig}\"; or name a file or a secret");
    }

    private string Secret(Section kubeconfig)
    {
        string name = kubeconfig.RequireText("secret");
        return secrets.ContainsKey(name)
            ? name
            : throw kubeconfig.Wrong(kubeconfig.Require("secret"), $"there is no secret '{name}'{Section.Nearest(name, secrets.Keys)}", "declare it under 'secrets', with where it comes from");
    }

    private ValueTemplate Path(string path) => new(path.Contains("${", StringComparison.Ordinal) ? path : places.Of(path));
}
