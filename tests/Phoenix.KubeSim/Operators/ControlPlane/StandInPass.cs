using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Phoenix.Errors;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ControlPlane;

/// <summary>What the stand-ins know of the cluster, and what they make of it.</summary>
/// <param name="api">The cluster.</param>
/// <param name="library">The same, by the official library.</param>
/// <param name="prefix">How the names of the tests' namespaces begin.</param>
/// <param name="namespaces">Whether namespaces are looked after.</param>
/// <param name="garbage">Whether garbage is collected.</param>
internal sealed class StandInPass(IClusterApi api, IKubernetes library, string prefix, bool namespaces, bool garbage)
{
    private const string Foreground = "foregroundDeletion";
    private const string ClaimProtection = "kubernetes.io/pvc-protection";
    private const string VolumeProtection = "kubernetes.io/pv-protection";

    private readonly Lock _lock = new();
    private readonly Dictionary<(KubeKind Kind, string? Space, string Name), KubeObject> _known = [];

    /// <summary>Takes note of a change.</summary>
    public void Note(KubeKind kind, KubeObject of, bool isGone)
    {
        lock (_lock)
        {
            if (isGone)
            {
                _known.Remove((kind, of.Namespace, of.Name));
            }
            else
            {
                _known[(kind, of.Namespace, of.Name)] = of;
            }
        }
    }

    /// <summary>A kind is no longer served.</summary>
    public void Forget(KubeKind kind)
    {
        lock (_lock)
        {
            foreach (var key in _known.Keys.Where(k => k.Kind == kind).ToArray())
            {
                _known.Remove(key);
            }
        }
    }

    /// <summary>Does what is to be done.</summary>
    /// <returns>Whether nothing is awaited but changes.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        (KubeKind Kind, KubeObject Object)[] all;
        lock (_lock)
        {
            all = [.. _known.Select(k => (k.Key.Kind, k.Value)).Where(k => IsOurs(k.Kind, k.Value))];
        }

        bool isDone = true;
        foreach ((KubeKind kind, KubeObject of) in all)
        {
            try
            {
                if (namespaces && kind is { Group: "", Kind: "Namespace" })
                {
                    isDone &= await NamespaceAsync(of, all, cancellationToken);
                }

                if (garbage)
                {
                    await CollectAsync(kind, of, all, cancellationToken);
                }
            }
            catch (PhoenixException e) when (e.InnerException is ApiStatusException { Status: 404 or 409 or 422 })
            {
                // It changed, or went, since it was seen; the watch tells.
                isDone = false;
            }
        }

        return isDone;
    }

    private bool IsOurs(KubeKind kind, KubeObject of) => kind is { Group: "", Kind: "Namespace" } ? of.Name.StartsWith(prefix, StringComparison.Ordinal)
        : of.Namespace is { } space ? space.StartsWith(prefix, StringComparison.Ordinal) : of.IsDeleting;

    private async Task<bool> NamespaceAsync(KubeObject space, (KubeKind Kind, KubeObject Object)[] all, CancellationToken cancellationToken)
    {
        (KubeKind Kind, KubeObject Object)[] inside = [.. all.Where(o => o.Object.Namespace == space.Name)];
        if (!space.IsDeleting)
        {
            if (!inside.Any(o => o.Kind.Kind == "ServiceAccount" && o.Object.Name == "default"))
            {
                await api.CreateAsync(
                    new KubeKind("", "v1", "ServiceAccount", "serviceaccounts", Namespaced: true),
                    new KubeObject(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "ServiceAccount", ["metadata"] = new JsonObject { ["name"] = "default", ["namespace"] = space.Name } }),
                    cancellationToken);
            }

            return true;
        }

        foreach ((KubeKind kind, KubeObject one) in inside.Where(o => !o.Object.IsDeleting))
        {
            await api.DeleteAsync(kind, one.Namespace, one.Name, one.Uid, cancellationToken);
        }

        // As the real one, which lists everything anew before it lets a namespace go.
        foreach (KubeKind kind in all.Select(o => o.Kind).Distinct().Where(k => k.Namespaced))
        {
            if ((await api.ListAsync(kind, space.Name, null, cancellationToken)).Count > 0)
            {
                return false;
            }
        }

        if (space.At("spec", "finalizers") is JsonArray { Count: > 0 })
        {
            V1Namespace present = await library.CoreV1.ReadNamespaceAsync(space.Name, cancellationToken: cancellationToken);
            present.Spec.Finalizers = [];
            await library.CoreV1.ReplaceNamespaceFinalizeAsync(present, space.Name, cancellationToken: cancellationToken);
        }

        return true;
    }

    private async Task CollectAsync(KubeKind kind, KubeObject of, (KubeKind Kind, KubeObject Object)[] all, CancellationToken cancellationToken)
    {
        if (!of.IsDeleting)
        {
            if (!Owners(of).Any(o => all.Any(a => a.Object.Uid == o["uid"]?.ToString())) && await IsOrphanAsync(of, cancellationToken))
            {
                await api.DeleteAsync(kind, of.Namespace, of.Name, of.Uid, cancellationToken);
            }

            return;
        }

        string[] finalizers = [.. (of.At("metadata", "finalizers") as JsonArray ?? []).Select(f => f!.ToString())];
        List<string> done = [];
        if (finalizers.Contains(Foreground) && !await IsBlockedAsync(of, all, cancellationToken))
        {
            done.Add(Foreground);
        }

        if (kind.Kind == "PersistentVolumeClaim" && finalizers.Contains(ClaimProtection)
            && !all.Any(o => o.Kind.Kind == "Pod" && o.Object.Namespace == of.Namespace && o.Object.TextAt("status", "phase") is not ("Succeeded" or "Failed") && Mounts(o.Object, of.Name)))
        {
            done.Add(ClaimProtection);
        }

        if (kind.Kind == "PersistentVolume" && finalizers.Contains(VolumeProtection) && !all.Any(o => o.Kind.Kind == "PersistentVolumeClaim" && o.Object.Uid == of.TextAt("spec", "claimRef", "uid")))
        {
            done.Add(VolumeProtection);
        }

        if (done.Count > 0)
        {
            JsonObject metadata = new() { ["resourceVersion"] = of.ResourceVersion, ["finalizers"] = new JsonArray([.. finalizers.Except(done).Select(f => (JsonNode)f)]) };
            await api.PatchAsync(kind, of.Namespace, of.Name, new JsonObject { ["metadata"] = metadata }, status: false, cancellationToken);
        }
    }

    private async Task<bool> IsBlockedAsync(KubeObject owner, (KubeKind Kind, KubeObject Object)[] all, CancellationToken cancellationToken)
    {
        bool isBlocked = false;
        foreach ((KubeKind kind, KubeObject one) in all.Where(o => owner.Namespace is null || o.Object.Namespace == owner.Namespace))
        {
            if (Owners(one).FirstOrDefault(r => r["uid"]?.ToString() == owner.Uid) is not { } reference)
            {
                continue;
            }

            isBlocked |= reference["blockOwnerDeletion"]?.ToString() == "true";
            if (!one.IsDeleting)
            {
                await api.DeleteAsync(kind, one.Namespace, one.Name, one.Uid, cancellationToken);
            }
        }

        return isBlocked;
    }

    // Asked of the server, as the real one does, before anything is taken for an orphan.
    private async Task<bool> IsOrphanAsync(KubeObject of, CancellationToken cancellationToken)
    {
        JsonObject[] owners = [.. Owners(of)];
        foreach (JsonObject owner in owners)
        {
            if (await api.FindKindAsync(owner["apiVersion"]!.ToString(), owner["kind"]!.ToString(), cancellationToken) is not { } kind)
            {
                return false;
            }

            if (await api.GetAsync(kind, kind.Namespaced ? of.Namespace : null, owner["name"]!.ToString(), cancellationToken) is { } there && there.Uid == owner["uid"]?.ToString())
            {
                return false;
            }
        }

        return owners.Length > 0;
    }

    private static IEnumerable<JsonObject> Owners(KubeObject of) => (of.At("metadata", "ownerReferences") as JsonArray ?? []).OfType<JsonObject>();

    private static bool Mounts(KubeObject pod, string claim) =>
        (pod.At("spec", "volumes") as JsonArray ?? []).Any(v => v?["persistentVolumeClaim"]?["claimName"]?.ToString() == claim);
}
