using System.Text.Json.Nodes;
using Phoenix.KubeSim.Apply;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>Creates and changes objects. What comes back is what is stored afterwards.</summary>
internal sealed class ObjectWriter(ObjectStore store, ObjectPreparation preparation, Admission admission)
{
    public ObjectStore Store => store;

    public StoredObject Create(WriteRequest request, JsonObject sent)
    {
        ResourceType type = request.Served.Type;
        if (sent.TextAt("metadata", "resourceVersion") is { Length: > 0 })
        {
            throw ApiErrors.BadRequest("resourceVersion should not be set on objects to be created");
        }

        JsonObject content = preparation.Prepare(request, null, sent, applied: false);
        return Insert(request, type, content);
    }

    /// <summary>Replaces an object, or its status.</summary>
    public StoredObject Replace(WriteRequest request, JsonObject sent)
    {
        if (request.Served.Type.Custom && sent.TextAt("metadata", "resourceVersion") is not { Length: > 0 })
        {
            throw ApiErrors.Invalid(request.Served.Type, request.Name, [FieldError.Invalid("metadata.resourceVersion", "0x0", "must be specified for an update")]);
        }

        return Change(request, _ => (sent.Copy(), false));
    }

    /// <summary>Changes an object by a patch that does not make one.</summary>
    /// <param name="request">The request.</param>
    /// <param name="patch">Makes the new content from the present one, in the request's version.</param>
    public StoredObject Patch(WriteRequest request, Func<JsonObject, JsonObject> patch) =>
        Change(request, before => (patch(before.In(request.Served.ApiVersion)), false));

    /// <summary>Server-side apply.</summary>
    public (StoredObject Object, bool Created) Apply(WriteRequest request, JsonObject sent)
    {
        if (sent.At("metadata", "managedFields") is JsonArray { Count: > 0 })
        {
            throw ApiErrors.BadRequest("metadata.managedFields must be nil");
        }

        ObjectPreparation.Normalize(request, sent, fillDefaults: false);
        if (request.Served.Version.Status)
        {
            if (request.Subresource == "status")
            {
                foreach (string key in sent.Select(pair => pair.Key).Where(key => key is not ("apiVersion" or "kind" or "metadata" or "status")).ToArray())
                {
                    sent.Remove(key);
                }

                sent.Object("metadata").Where(pair => pair.Key is not ("name" or "namespace" or "resourceVersion" or "uid")).Select(pair => pair.Key).ToList().ForEach(key => sent.Object("metadata").Remove(key));
            }
            else
            {
                sent.Remove("status");
            }
        }

        while (true)
        {
            try
            {
                StoredObject? live = store.Get(request.Served.Type.Qualified, request.Namespace, request.Name);
                if (live is not null)
                {
                    try
                    {
                        return (Change(request, before => (FieldOwnership.Apply(before.In(request.Served.ApiVersion), sent, request.Shape, preparation.Owner(request), request.Force), true), live), false);
                    }
                    catch (ApiException error) when (error.Reason == "NotFound" && request.Subresource is null && store.Get(request.Served.Type.Qualified, request.Namespace, request.Name) is null)
                    {
                        // Gone since we looked: it is made then.
                        continue;
                    }
                }

                if (request.Subresource is not null)
                {
                    throw ApiErrors.NotFound(request.Served.Type, request.Name);
                }

                if (sent.TextAt("metadata", "uid") is { Length: > 0 } || sent.TextAt("metadata", "resourceVersion") is { Length: > 0 } and not "0")
                {
                    throw ApiErrors.Conflict(request.Served.Type, request.Name, "uid mismatch: the provided object specified uid or resourceVersion, and no existing object was found");
                }

                JsonObject made = FieldOwnership.Apply(null, sent, request.Shape, preparation.Owner(request), request.Force);
                JsonObject content = preparation.Prepare(request, null, made, applied: true);
                return (Insert(request, request.Served.Type, content), true);
            }
            catch (StoreRaceException)
            {
                // Another write was first: look again.
            }
            catch (ApiException error) when (error.Reason == "AlreadyExists")
            {
                // Made by another since we looked: it is changed then.
            }
        }
    }

    private StoredObject Insert(WriteRequest request, ResourceType type, JsonObject content)
    {
        string name = content.TextAt("metadata", "name")!;
        admission.Admit(request, name, "CREATE", content);
        if (store.Get(type.Qualified, request.Namespace, name) is not null)
        {
            throw ApiErrors.AlreadyExists(type, name);
        }

        if (request.DryRun)
        {
            return new StoredObject(content, store.Revision);
        }

        try
        {
            return store.Put(type.Qualified, content, null);
        }
        catch (StoreRaceException)
        {
            throw ApiErrors.AlreadyExists(type, name);
        }
    }

    private StoredObject Change(WriteRequest request, Func<StoredObject, (JsonObject Content, bool Applied)> make, StoredObject? live = null)
    {
        ResourceType type = request.Served.Type;
        while (true)
        {
            StoredObject before = live ?? store.Get(type.Qualified, request.Namespace, request.Name) ?? throw ApiErrors.NotFound(type, request.Name);
            live = null;
            (JsonObject made, bool applied) = make(before);
            Match(request, before, made);
            JsonObject content = preparation.Prepare(request, before, made, applied);
            content.Object("metadata").Put("resourceVersion", before.Content.At("metadata", "resourceVersion")?.DeepClone());
            if (JsonNode.DeepEquals(content, before.Content))
            {
                return before;
            }

            if (request.Subresource is null)
            {
                admission.Admit(request, request.Name, "UPDATE", content);
            }

            if (request.DryRun)
            {
                return new StoredObject(content, before.Revision);
            }

            try
            {
                // The last finalizer of an object that is being deleted has gone: so does the object.
                return before.IsDeleting && Finished(type, content)
                    ? store.Remove(type.Qualified, content, before)
                    : store.Put(type.Qualified, content, before);
            }
            catch (StoreRaceException)
            {
                // Another write was first: the change is made anew from what is there now, unless the client named a version.
            }
        }
    }

    /// <summary>Whether nothing holds a deleted object any more.</summary>
    public static bool Finished(ResourceType type, JsonObject content) =>
        !content.At("metadata", "finalizers").Texts().Any() && (content.At("metadata", "deletionGracePeriodSeconds").Number() ?? 0) == 0 && !(type.Qualified == "namespaces" && content.At("spec", "finalizers").Texts().Any());

    private static void Match(WriteRequest request, StoredObject before, JsonObject made)
    {
        if (made.TextAt("metadata", "uid") is { Length: > 0 } uid && uid != before.Uid)
        {
            throw ApiErrors.Conflict(request.Served.Type, request.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: {before.Uid}");
        }

        if (made.TextAt("metadata", "resourceVersion") is { Length: > 0 } version && version != before.Content.TextAt("metadata", "resourceVersion"))
        {
            throw ApiErrors.Conflict(request.Served.Type, request.Name);
        }

        if (made.TextAt("metadata", "name") is { } name && name != request.Name)
        {
            throw ApiErrors.BadRequest($"the name of the object ({name}) does not match the name on the URL ({request.Name})");
        }
    }
}
