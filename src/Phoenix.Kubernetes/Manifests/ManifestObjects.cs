using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>A layer's manifests as objects, in the order in which they are applied, each once.</summary>
/// <param name="definition">The layer's settings.</param>
/// <param name="owner">Whose they are.</param>
/// <param name="source">Reads them.</param>
/// <param name="api">The cluster, to tell objects that live in namespaces.</param>
internal sealed class ManifestObjects(DriverDefinition.Kubernetes definition, ManifestOwner owner, IManifestSource source, IClusterApi api)
{
    /// <summary>Reads them.</summary>
    /// <exception cref="PhoenixException">Configuration: there are none, or one is there twice.</exception>
    public async Task<IReadOnlyList<KubeObject>> ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<KubeObject> objects = ManifestOrder.Of((await source.ReadAsync(cancellationToken)).Select(o => new KubeObject(o)));
        if (objects.Count == 0)
        {
            throw new PhoenixException(ErrorCode.Configuration, "the manifests hold no object", "Name files with objects; an empty layer would always look ready");
        }

        foreach (IGrouping<(string, string, string), KubeObject> same in objects.GroupBy(o => (o.Kind, o.Namespace ?? "", o.Name)).Where(g => g.Count() > 1 && g.Select(o => o.ApiVersion.Split('/')[0]).Distinct().Count() < g.Count()))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the manifests hold {same.First()} twice", "Take one of the two out: the later would undo the earlier");
        }

        return objects;
    }

    /// <summary>The namespace of an object of a namespaced kind.</summary>
    public string NamespaceOf(KubeObject declared) => declared.Namespace ?? definition.Namespace ?? "default";

    /// <summary>The object as it is applied: with its owner, and its namespace filled in; without one where its kind lives in none.</summary>
    public KubeObject Placed(KubeObject declared, KubeKind kind)
    {
        JsonObject content = declared.Content.DeepClone().AsObject();
        JsonObject metadata = content["metadata"] as JsonObject
            ?? throw new PhoenixException(ErrorCode.Configuration, $"{declared} on {api.Server} has no metadata", "Write metadata with a name");
        if (kind.Namespaced)
        {
            metadata["namespace"] = NamespaceOf(declared);
        }
        else
        {
            metadata.Remove("namespace");
        }

        // What a server once said of it is nothing that can be asked for.
        content.Remove("status");
        foreach (string key in (string[])["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"])
        {
            metadata.Remove(key);
        }

        owner.Mark(metadata);
        return new KubeObject(content);
    }
}
