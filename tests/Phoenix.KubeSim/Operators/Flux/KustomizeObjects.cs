using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>What a Kustomization applied: applied in stages, noted, looked after and deleted.</summary>
internal sealed class KustomizeObjects(FluxApi flux)
{
    private const string Group = "kustomize.toolkit.fluxcd.io/";
    private static readonly string[] First = ["CustomResourceDefinition", "Namespace", "ClusterRole"];
    private static readonly string[] Classes = ["StorageClass", "PriorityClass", "IngressClass"];

    /// <summary>The entries of the inventory in its status.</summary>
    internal IReadOnlyList<(string Id, string Version)> Entries(KubeObject of) =>
        [.. (of.At("status", "inventory", "entries") as JsonArray ?? []).OfType<JsonObject>().Select(e => (e["id"]!.ToString(), e["v"]!.ToString()))];

    /// <summary>Applies objects, definitions and namespaces first; nothing of a stage is applied when a kind of it is not served.</summary>
    /// <returns>The new inventory.</returns>
    /// <exception cref="PhoenixException">The server refused one; the message is Flux's.</exception>
    internal async Task<JsonArray> ApplyAsync(KubeObject of, IReadOnlyList<KubeObject> objects, CancellationToken cancellationToken)
    {
        JsonArray inventory = [];
        foreach (var stage in objects.GroupBy(o => First.Contains(o.Kind) ? 0 : Classes.Contains(o.Kind) ? 1 : 2).OrderBy(g => g.Key))
        {
            List<(KubeKind Kind, KubeObject Object)> ready = [];
            foreach (KubeObject one in stage)
            {
                // The dry run: a definition that comes with its objects is not served yet.
                KubeKind kind = await flux.Cluster.FindKindAsync(one.ApiVersion, one.Kind, cancellationToken) ?? throw new PhoenixException(
                    ErrorCode.LayerFailed, $"{one.Kind}/{one.Namespace}/{one.Name} dry-run failed: no matches for kind \"{one.Kind}\" in version \"{one.ApiVersion}\"", "test");
                ready.Add((kind, Owned(of, one, kind)));
            }

            foreach ((KubeKind kind, KubeObject one) in ready)
            {
                string? policy = one.TextAt("metadata", "annotations", Group + "ssa");
                bool isKept = policy == "Ignore" || (policy == "IfNotPresent" && await flux.Cluster.GetAsync(kind, one.Namespace, one.Name, cancellationToken) is not null);
                if (!isKept)
                {
                    await flux.Cluster.ApplyAsync(kind, one, force: true, cancellationToken);
                }

                inventory.Add(new JsonObject { ["id"] = $"{one.Namespace}_{one.Name.Replace(":", "__", StringComparison.Ordinal)}_{kind.Group}_{kind.Kind}", ["v"] = kind.Version });
            }
        }

        return inventory;
    }

    /// <summary>Deletes what an inventory lists, unless it is marked to stay.</summary>
    /// <returns>What is still there.</returns>
    internal async Task<IReadOnlyList<KubeObject>> DeleteAsync(KubeObject of, IEnumerable<(string Id, string Version)> entries, CancellationToken cancellationToken)
    {
        List<KubeObject> left = [];
        foreach ((KubeKind kind, KubeObject one) in await ReadAsync(entries, cancellationToken))
        {
            bool isMine = one.TextAt("metadata", "labels", Group + "name") == of.Name && one.TextAt("metadata", "labels", Group + "namespace") == of.Namespace;
            bool stays = one.TextAt("metadata", "annotations", Group + "prune") == "disabled" || one.TextAt("metadata", "labels", Group + "prune") == "disabled";
            if (isMine && !stays)
            {
                if (!one.IsDeleting)
                {
                    await flux.Cluster.DeleteAsync(kind, one.Namespace, one.Name, one.Uid, cancellationToken);
                }

                left.AddRange(await flux.Cluster.GetAsync(kind, one.Namespace, one.Name, cancellationToken) is { } there ? [there] : []);
            }
        }

        return left;
    }

    /// <summary>What of an inventory is not healthy, where the Kustomization waits for that; null when all is.</summary>
    internal async Task<string?> UnhealthyAsync(KubeObject of, JsonArray inventory, CancellationToken cancellationToken)
    {
        JsonObject[] checks = [.. (of.At("spec", "healthChecks") as JsonArray ?? []).OfType<JsonObject>()];
        if (!FluxApi.Flag(of, "spec", "wait"))
        {
            foreach (JsonObject check in checks)
            {
                string kind = check["kind"]!.ToString();
                string name = $"{kind}/{check["namespace"]}/{check["name"]}";
                KubeObject? there = await flux.GetAsync(check["apiVersion"]?.ToString() ?? "v1", kind, check["namespace"]?.ToString(), check["name"]!.ToString(), cancellationToken);
                if (there is null || Health.Fault(there) is not null)
                {
                    return $"{name} status: '{(there is null ? "NotFound" : "InProgress")}'";
                }
            }

            return null;
        }

        IEnumerable<(string, string)> entries = inventory.Select(i => (i!["id"]!.ToString(), i["v"]!.ToString()));
        return (await ReadAsync(entries, cancellationToken)).Select(o => o.Object).FirstOrDefault(o => Health.Fault(o) is not null) is { } unhealthy
            ? $"{unhealthy.Kind}/{unhealthy.Namespace}/{unhealthy.Name} status: 'InProgress'"
            : null;
    }

    private async Task<IReadOnlyList<(KubeKind Kind, KubeObject Object)>> ReadAsync(IEnumerable<(string Id, string Version)> entries, CancellationToken cancellationToken)
    {
        List<(KubeKind, KubeObject)> objects = [];
        foreach ((string id, string version) in entries)
        {
            string[] parts = id.Split('_');
            string group = parts[^2];
            string name = string.Join(':', parts[1..^2].Where(p => p.Length > 0));
            if (await flux.Cluster.FindKindAsync(group.Length == 0 ? version : $"{group}/{version}", parts[^1], cancellationToken) is { } kind
                && await flux.Cluster.GetAsync(kind, parts[0].Length == 0 ? null : parts[0], name, cancellationToken) is { } there)
            {
                objects.Add((kind, there));
            }
        }

        return objects;
    }

    private static KubeObject Owned(KubeObject of, KubeObject one, KubeKind kind)
    {
        JsonObject content = one.Content.DeepClone().AsObject();
        JsonObject metadata = content["metadata"]!.AsObject();
        if (kind.Namespaced)
        {
            metadata["namespace"] = of.TextAt("spec", "targetNamespace") ?? one.Namespace ?? of.Namespace;
        }

        JsonObject labels = metadata["labels"] as JsonObject ?? [];
        metadata["labels"] = labels.DeepClone();
        metadata["labels"]![Group + "name"] = of.Name;
        metadata["labels"]![Group + "namespace"] = of.Namespace;
        return new KubeObject(content);
    }
}
