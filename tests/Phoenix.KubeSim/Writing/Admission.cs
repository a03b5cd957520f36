using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>Says whether something new may come in: not into a namespace that is missing or goes, nor of a type that goes.</summary>
/// <param name="store">What is there.</param>
/// <param name="webhooks">Webhooks.</param>
/// <param name="isBare">Whether the plugins work that wait for controllers: with controllers nobody would notice.</param>
internal sealed class Admission(ObjectStore store, WebhookAdmission webhooks, bool isBare)
{
    // The plugin StorageObjectInUseProtection: controllers take these away again.
    private static readonly Dictionary<string, string> Protections = new()
    {
        ["persistentvolumeclaims"] = "kubernetes.io/pvc-protection", ["persistentvolumes"] = "kubernetes.io/pv-protection",
    };

    /// <summary>Looks at a write; <paramref name="content"/> is what is to be stored.</summary>
    /// <exception cref="ApiException">It may not.</exception>
    public void Admit(WriteRequest request, string name, string operation, JsonObject content)
    {
        (ResourceType type, string? space) = (request.Served.Type, request.Namespace);
        if (!request.ByCluster)
        {
            webhooks.Admit(type, request.Served.Version.Name, operation);
        }

        if (operation != "CREATE")
        {
            return;
        }

        if (type.Terminating)
        {
            throw new ApiException(405, "MethodNotAllowed", "create not allowed while custom resource definition is terminating", ApiErrors.Details(type, name));
        }

        if (isBare && Protections.TryGetValue(type.Qualified, out string? finalizer))
        {
            JsonArray finalizers = content.Object("metadata").List("finalizers");
            if (!finalizers.Texts().Contains(finalizer))
            {
                finalizers.Add(finalizer);
            }
        }

        if (space is null)
        {
            return;
        }

        StoredObject? found = store.Get("namespaces", null, space);
        if (found is null)
        {
            throw ApiErrors.NotFound(BuiltInTypes.Get("namespaces"), space);
        }

        if (found.IsDeleting)
        {
            throw ApiErrors.NamespaceTerminating(type, name, space);
        }

        string account = content.TextAt("spec", "serviceAccountName") ?? "default";
        if (isBare && type.Qualified == "pods" && store.Get("serviceaccounts", space, account) is null)
        {
            throw ApiErrors.Forbidden(type, name, $"error looking up service account {space}/{account}: serviceaccount \"{account}\" not found");
        }
    }
}
