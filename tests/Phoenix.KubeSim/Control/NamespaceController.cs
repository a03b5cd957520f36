using System.Text.Json.Nodes;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Control;

/// <summary>Gives each namespace what every namespace has, and empties those that are being deleted: they stay until nothing is left in them.</summary>
internal sealed class NamespaceController(ControlWriter writer, string authorityPem, TimeProvider time) : IController
{
    private static readonly ResourceType Namespaces = BuiltInTypes.Get("namespaces");
    private readonly HashSet<string> _touched = new(StringComparer.Ordinal);

    public void Observe(StoreEvent change)
    {
        if (change.Resource == "namespaces")
        {
            _touched.Add(change.Object!.Name);
        }
        else if (change.Object!.Namespace is { } space && change.Type != StoreEventType.Added)
        {
            _touched.Add(space);
        }
    }

    public void Settle()
    {
        string[] names = [.. _touched];
        _touched.Clear();
        foreach (string name in names)
        {
            if (writer.Store.Get("namespaces", null, name) is not { } found)
            {
                continue;
            }

            if (found.IsDeleting)
            {
                Empty(found);
            }
            else
            {
                Furnish(name);
            }
        }
    }

    private void Furnish(string name)
    {
        if (writer.Store.Get("serviceaccounts", name, "default") is null)
        {
            writer.Create(BuiltInTypes.Get("serviceaccounts"), name, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "default" } });
        }

        if (writer.Store.Get("configmaps", name, "kube-root-ca.crt") is null)
        {
            writer.Create(BuiltInTypes.Get("configmaps"), name, new JsonObject { ["metadata"] = new JsonObject { ["name"] = "kube-root-ca.crt" }, ["data"] = new JsonObject { ["ca.crt"] = authorityPem } });
        }
    }

    private void Empty(StoredObject space)
    {
        var remaining = new List<string>();
        var finalizers = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (ResourceType type in writer.Registry.Types.Where(type => type.Namespaced))
        {
            foreach (StoredObject found in writer.Store.List(type.Qualified, space.Name).Objects.Where(found => !found.IsDeleting))
            {
                writer.Delete(type, found, "Background");
            }

            IReadOnlyList<StoredObject> left = writer.Store.List(type.Qualified, space.Name).Objects;
            if (left.Count > 0)
            {
                remaining.Add($"{type.Plural}.{type.Group} has {left.Count} resource instances");
            }

            foreach (string finalizer in left.SelectMany(found => found.Finalizers))
            {
                finalizers[finalizer] = finalizers.GetValueOrDefault(finalizer) + 1;
            }
        }

        if (remaining.Count == 0)
        {
            writer.Change(Namespaces, null, space.Name, "finalize", content =>
            {
                if (content.At("spec", "finalizers") is JsonArray list)
                {
                    list.Remove(list.FirstOrDefault(item => item.Text() == "kubernetes"));
                }
            });
            return;
        }

        writer.Change(Namespaces, null, space.Name, "status", content =>
        {
            JsonArray conditions = content.Object("status").List("conditions");
            Condition(conditions, "NamespaceDeletionDiscoveryFailure", false, "ResourcesDiscovered", "All resources successfully discovered");
            Condition(conditions, "NamespaceDeletionGroupVersionParsingFailure", false, "ParsedGroupVersions", "All legacy kube types successfully parsed");
            Condition(conditions, "NamespaceDeletionContentFailure", false, "ContentDeleted", "All content successfully deleted, may be waiting on finalization");
            Condition(conditions, "NamespaceContentRemaining", true, "SomeResourcesRemain", "Some resources are remaining: " + string.Join(", ", remaining));
            if (finalizers.Count > 0)
            {
                Condition(conditions, "NamespaceFinalizersRemaining", true, "SomeFinalizersRemain",
                    "Some content in the namespace has finalizers remaining: " + string.Join(", ", finalizers.Select(pair => $"{pair.Key} in {pair.Value} resource instances")));
            }
            else
            {
                Condition(conditions, "NamespaceFinalizersRemaining", false, "ContentHasNoFinalizers", "All content-preserving finalizers finished");
            }
        });
    }

    private void Condition(JsonArray conditions, string type, bool status, string reason, string message)
    {
        string said = status ? "True" : "False";
        JsonObject? known = conditions.OfType<JsonObject>().FirstOrDefault(condition => condition.TextAt("type") == type);
        if (known is null)
        {
            conditions.Add(known = new JsonObject { ["type"] = type });
        }

        if (known.TextAt("status") != said)
        {
            known["status"] = said;
            known["lastTransitionTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        }

        known["reason"] = reason;
        known["message"] = message;
    }
}
