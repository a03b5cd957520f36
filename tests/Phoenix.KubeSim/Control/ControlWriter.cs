using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;
using Phoenix.KubeSim.Writing;

namespace Phoenix.KubeSim.Control;

/// <summary>How controllers change objects: as ordinary writers, and calm about what has gone meanwhile.</summary>
internal sealed class ControlWriter(ResourceRegistry registry, ObjectStore store, ObjectWriter writer, ObjectDeletion deletion)
{
    private const string Name = "kube-controller-manager";

    public ObjectStore Store => store;

    public ResourceRegistry Registry => registry;

    /// <summary>Changes an object in place; nothing when it is gone.</summary>
    public void Change(ResourceType type, string? space, string name, string? subresource, Action<JsonObject> change)
    {
        try
        {
            writer.Patch(Request(type, space, name, subresource), content =>
            {
                change(content);
                return content;
            });
        }
        catch (ApiException error) when (error.Code == 404)
        {
            // Gone meanwhile.
        }
    }

    /// <summary>Makes an object, unless one of the name is there or its namespace goes.</summary>
    public void Create(ResourceType type, string? space, JsonObject content)
    {
        try
        {
            writer.Create(Request(type, space, "", null), content);
        }
        catch (ApiException error) when (error.Code is 409 or 403 or 404)
        {
            // There already, or no longer wanted.
        }
    }

    /// <summary>Asks for the deletion of just this object; nothing when it is gone.</summary>
    public void Delete(ResourceType type, StoredObject found, string? policy)
    {
        var options = new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = found.Uid } };
        if (policy is not null)
        {
            options["propagationPolicy"] = policy;
        }

        try
        {
            deletion.Delete(type, found.Namespace, found.Name, options);
        }
        catch (ApiException error) when (error.Code is 404 or 409)
        {
            // Gone meanwhile, or another object now.
        }
    }

    private static WriteRequest Request(ResourceType type, string? space, string name, string? subresource) =>
        new(new ServedType(type, type.Storage), space, name, subresource, Name) { ByCluster = true };
}
