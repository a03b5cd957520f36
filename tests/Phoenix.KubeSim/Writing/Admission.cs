using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>Says whether something new may come in: not into a namespace that is missing or goes, nor of a type that goes.</summary>
internal sealed class Admission(ObjectStore store, WebhookAdmission webhooks)
{
    /// <exception cref="ApiException">It may not.</exception>
    public void Admit(WriteRequest request, string name, string operation)
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
    }
}
