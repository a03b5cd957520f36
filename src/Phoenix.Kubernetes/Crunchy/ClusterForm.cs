using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Crunchy;

/// <summary>The PostgresCluster that the stack file's manifest holds, in its two forms: held as a standby of the repository, and open.</summary>
/// <param name="site">The layer.</param>
internal sealed class ClusterForm(CrunchySite site)
{
    /// <summary>Whether the stack file names a manifest; without one somebody else makes the object.</summary>
    public bool IsOurs => site.Definition.Manifest is not null;

    /// <summary>Whether the manifest itself asks for a standby.</summary>
    public bool WritesStandby => new PostgresClusterView(Read()).IsStandby;

    /// <summary>As a standby that reads the repository and publishes nothing.</summary>
    public KubeObject Held()
    {
        KubeObject held = Read();
        Spec(held)["standby"] = new JsonObject { ["enabled"] = true, ["repoName"] = site.Definition.RepoName };
        return held;
    }

    /// <summary>As it is to live: what the manifest says of a standby is left out.</summary>
    public KubeObject Open()
    {
        KubeObject open = Read();
        Spec(open).Remove("standby");
        return open;
    }

    /// <summary>The same in the version that the cluster serves: the manifest may name another one.</summary>
    public static KubeObject In(KubeKind kind, KubeObject form)
    {
        JsonObject content = form.Content.DeepClone().AsObject();
        content["apiVersion"] = kind.ApiVersion;
        return new KubeObject(content);
    }

    private static JsonObject Spec(KubeObject cluster) => cluster.Content["spec"]!.AsObject();

    private KubeObject Read()
    {
        string file = site.Definition.Manifest ?? throw new InvalidOperationException("the stack file names no manifest");
        KubeObject[] found =
        [
            .. site.ReadManifest(file).Where(o => o.Kind == PgoNames.Kind && o.Name == site.Name.Name && (o.Namespace is null || o.Namespace == site.Name.Namespace)),
        ];
        if (found.Length != 1 || found[0].At("spec") is not JsonObject)
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"{file} holds {(found.Length == 0 ? "no" : found.Length == 1 ? "an empty" : "more than one")} {PgoNames.Kind} {site.Name}",
                "correct 'name' or 'manifest' in the stack file");
        }

        KubeObject cluster = new(found[0].Content.DeepClone().AsObject());
        cluster.Content["metadata"]!.AsObject()["namespace"] = site.Name.Namespace;
        cluster.Content.Remove("status");
        return cluster;
    }
}
