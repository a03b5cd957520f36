using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>Deletes objects as asked: at once, or when their finalizers are done.</summary>
/// <param name="store">What is there.</param>
/// <param name="preparation">The clock.</param>
/// <param name="isGraceful">Whether a pod on a node keeps its grace period, until somebody who stands for the kubelet deletes it with none.</param>
internal sealed class ObjectDeletion(ObjectStore store, ObjectPreparation preparation, bool isGraceful)
{
    public const string Foreground = "foregroundDeletion";
    public const string Orphan = "orphan";

    /// <summary>Asks for an object's deletion.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="space">Its namespace.</param>
    /// <param name="name">Its name.</param>
    /// <param name="options">A <c>DeleteOptions</c>; empty for the defaults.</param>
    /// <returns>The object as it is now, and whether it is gone.</returns>
    public (StoredObject Object, bool Gone) Delete(ResourceType type, string? space, string name, JsonObject options)
    {
        string? policy = options["propagationPolicy"].Text() ?? (options["orphanDependents"] is null ? null : options["orphanDependents"].IsTrue() ? "Orphan" : "Background");
        if (policy is not (null or "Foreground" or "Background" or "Orphan"))
        {
            throw ApiErrors.InvalidOptions("DeleteOptions", FieldError.Unsupported("propagationPolicy", $"\"{policy}\"", "\"Foreground\", \"Background\", \"Orphan\""));
        }

        while (true)
        {
            StoredObject before = store.Get(type.Qualified, space, name) ?? throw ApiErrors.NotFound(type, name);
            Require(type, before, options["preconditions"]);
            JsonObject content = before.Content.Copy();
            Mark(type, content, policy, before.IsDeleting, options["gracePeriodSeconds"].Number());
            bool gone = ObjectWriter.Finished(type, content);
            if (options["dryRun"] is JsonArray { Count: > 0 })
            {
                return (before, gone);
            }

            try
            {
                if (gone)
                {
                    return (store.Remove(type.Qualified, content, before), true);
                }

                return (JsonNode.DeepEquals(content, before.Content) ? before : store.Put(type.Qualified, content, before), false);
            }
            catch (StoreRaceException)
            {
                // Another write was first: look again.
            }
        }
    }

    private void Mark(ResourceType type, JsonObject content, string? policy, bool deleting, decimal? grace)
    {
        JsonObject metadata = content.Object("metadata");
        List<string> finalizers = [.. metadata["finalizers"].Texts()];
        if (policy is not null)
        {
            finalizers.RemoveAll(name => name is Foreground or Orphan);
            if (policy != "Background")
            {
                finalizers.Add(policy == "Foreground" ? Foreground : Orphan);
            }
        }

        metadata.Put("finalizers", finalizers.Count == 0 ? null : new JsonArray([.. finalizers.Select(name => (JsonNode?)name)]));
        if (deleting)
        {
            // Only a shorter period may be asked for.
            if (grace < metadata["deletionGracePeriodSeconds"].Number())
            {
                metadata["deletionGracePeriodSeconds"] = (long)grace;
            }

            return;
        }

        metadata["deletionTimestamp"] = preparation.Now;
        metadata["deletionGracePeriodSeconds"] = isGraceful && type.Qualified == "pods" ? Grace(content, grace) : 0;
        if (metadata["generation"].Number() is { } generation and > 0)
        {
            metadata["generation"] = (long)generation + 1;
        }

        if (type.Qualified == "namespaces")
        {
            content.Object("status")["phase"] = "Terminating";
            metadata.Remove("deletionGracePeriodSeconds");
        }
    }

    private static long Grace(JsonObject pod, decimal? asked) =>
        pod.TextAt("spec", "nodeName") is not { Length: > 0 } || pod.TextAt("status", "phase") is "Succeeded" or "Failed" ? 0 : (long)(asked ?? pod.At("spec", "terminationGracePeriodSeconds").Number() ?? 0);

    private static void Require(ResourceType type, StoredObject before, JsonNode? preconditions)
    {
        if (preconditions.TextAt("uid") is { } uid && uid != before.Uid)
        {
            throw ApiErrors.Conflict(type, before.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        }

        if (preconditions.TextAt("resourceVersion") is { } version && version != before.Content.TextAt("metadata", "resourceVersion"))
        {
            throw ApiErrors.Conflict(type, before.Name, $"Precondition failed: ResourceVersion in precondition: {version}, ResourceVersion in object meta: {before.Content.TextAt("metadata", "resourceVersion")}");
        }
    }
}
