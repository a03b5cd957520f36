using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Phoenix.KubeSim.Apply;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;
using Phoenix.KubeSim.Writing;

namespace Phoenix.KubeSim.Serving;

/// <summary>Reads and writes of objects and their status.</summary>
internal sealed class ObjectEndpoint(ObjectStore store, ObjectWriter writer, ObjectDeletion deletion, ListEndpoint lists, WatchEndpoint watches)
{
    private static readonly string[] PatchTypes = ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"];

    public async Task AnswerAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        bool status = target.Subresource == "status" && served.Version.Status;
        if (target.Subresource is not null && !status && !(target.Subresource == "finalize" && served.Type.Qualified == "namespaces"))
        {
            throw ApiErrors.NoResource();
        }

        switch (context.Request.Method, target.Name)
        {
            case ("GET", null):
                ListOptions options = ListOptions.Read(context.Request.Query, served);
                await (options.Watch ? watches.AnswerAsync(context, served, target, options) : lists.AnswerAsync(context, served, target, options));
                break;
            case ("GET", _):
                await ReadAsync(context, served, target);
                break;
            case ("POST", null):
                await CreateAsync(context, served, target);
                break;
            case ("PUT", not null):
                await ReplaceAsync(context, served, target);
                break;
            case ("PATCH", not null):
                await PatchAsync(context, served, target);
                break;
            case ("DELETE", null) when target.Subresource is null:
                await DeleteManyAsync(context, served, target);
                break;
            case ("DELETE", _) when target.Subresource is null:
                await DeleteAsync(context, served, target);
                break;
            default:
                throw ApiErrors.MethodNotAllowed(served.Type);
        }
    }

    private async Task ReadAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        if (ListOptions.IsTrue(context.Request.Query, "watch"))
        {
            await watches.AnswerAsync(context, served, target, ListOptions.Read(context.Request.Query, served));
            return;
        }

        ObjectView view = ObjectView.For(context.Request);
        StoredObject found = store.Get(served.Type.Qualified, target.Namespace, target.Name!) ?? throw ApiErrors.NotFound(served.Type, target.Name!);
        await Answers.JsonAsync(context, 200, view.Write(found, served.ApiVersion));
    }

    private async Task CreateAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        RequireNamespace(served, target);
        JsonObject body = await RequestBody.ReadObjectAsync(context, served, target);
        WriteRequest request = Request(context, served, target, "");
        StoredObject made = writer.Create(request, body);
        await WriteAsync(context, request, made, 201);
    }

    private async Task ReplaceAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        RequireNamespace(served, target);
        JsonObject body = await RequestBody.ReadObjectAsync(context, served, target);
        WriteRequest request = Request(context, served, target, target.Name!);
        await WriteAsync(context, request, writer.Replace(request, body), 200);
    }

    private async Task PatchAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        RequireNamespace(served, target);
        WriteRequest request = Request(context, served, target, target.Name!);
        string media = RequestBody.MediaType(context.Request);
        if (media == "application/apply-patch+yaml")
        {
            if (ListOptions.Text(context.Request.Query, "fieldManager") is null)
            {
                throw ApiErrors.InvalidOptions("PatchOptions", FieldError.Required("fieldManager", "is required for apply patch"));
            }

            JsonObject applied = await RequestBody.ReadObjectAsync(context, served, target);
            (StoredObject result, bool created) = writer.Apply(request, applied);
            await WriteAsync(context, request, result, created ? 201 : 200);
            return;
        }

        if (request.Force)
        {
            throw ApiErrors.InvalidOptions("PatchOptions", FieldError.Forbidden("force", "may not be specified for non-apply patch"));
        }

        JsonNode? body = await RequestBody.ReadAsync(context);
        FieldShape shape = request.Shape;
        Func<JsonObject, JsonObject> patch = (media, body) switch
        {
            ("application/merge-patch+json", JsonObject changes) => before => Patches.Merge(before, changes)!.AsObject(),
            ("application/json-patch+json", JsonArray operations) => before => Patches.Json(before, operations),
            ("application/strategic-merge-patch+json", JsonObject changes) when !served.Type.Custom => before => Patches.Strategic(before, changes, shape)!.AsObject(),
            _ when PatchTypes.Contains(media) => throw ApiErrors.BadRequest("the patch is of another form than its type says"),
            _ => throw ApiErrors.UnsupportedMediaType(served.Type.Custom ? PatchTypes : [.. PatchTypes, "application/strategic-merge-patch+json"]),
        };
        await WriteAsync(context, request, writer.Patch(request, patch), 200);
    }

    private async Task DeleteAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        RequireNamespace(served, target);
        JsonObject options = await DeleteOptionsAsync(context);
        (StoredObject last, bool gone) = deletion.Delete(served.Type, target.Namespace, target.Name!, options);
        if (!gone || served.Type.Qualified is "pods" or "persistentvolumeclaims" or "persistentvolumes" or "services" or "serviceaccounts")
        {
            await Answers.JsonAsync(context, 200, last.Write(served.ApiVersion));
            return;
        }

        JsonObject details = ApiErrors.Details(served.Type, last.Name);
        details["uid"] = last.Uid;
        await Answers.JsonAsync(context, 200, new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success", ["details"] = details });
    }

    private async Task DeleteManyAsync(HttpContext context, ServedType served, RequestTarget target)
    {
        RequireNamespace(served, target);
        // Namespaces cannot be deleted many at a time, by the published API.
        if (served.Type.Qualified == "namespaces")
        {
            throw ApiErrors.MethodNotAllowed(served.Type);
        }

        ListOptions selection = ListOptions.Read(context.Request.Query, served);
        JsonObject options = await DeleteOptionsAsync(context);
        var deleted = new List<StoredObject>();
        (IReadOnlyList<StoredObject> found, long revision) = store.List(served.Type.Qualified, target.Namespace);
        foreach (StoredObject one in found.Where(one => selection.Labels.Matches(one.Content) && selection.Fields.Matches(one.Content)))
        {
            try
            {
                deleted.Add(deletion.Delete(served.Type, one.Namespace, one.Name, options).Object);
            }
            catch (ApiException error) when (error.Code == 404)
            {
                // Gone since it was listed: what was asked for.
            }
        }

        var metadata = new JsonObject { ["resourceVersion"] = revision.ToString(System.Globalization.CultureInfo.InvariantCulture) };
        await Answers.JsonAsync(context, 200, ObjectView.For(context.Request).List(served, deleted, metadata));
    }

    private static async Task<JsonObject> DeleteOptionsAsync(HttpContext context)
    {
        JsonObject options = await RequestBody.ReadAsync(context) as JsonObject ?? [];
        if (ListOptions.Text(context.Request.Query, "propagationPolicy") is { } policy)
        {
            options["propagationPolicy"] = policy;
        }

        if (ListOptions.Text(context.Request.Query, "dryRun") is { } dryRun)
        {
            options["dryRun"] = new JsonArray(dryRun);
        }

        return options;
    }

    private static void RequireNamespace(ServedType served, RequestTarget target)
    {
        if (served.Type.Namespaced && target.Namespace is null)
        {
            throw ApiErrors.MethodNotAllowed(served.Type);
        }
    }

    private static WriteRequest Request(HttpContext context, ServedType served, RequestTarget target, string name)
    {
        IQueryCollection query = context.Request.Query;
        string agent = context.Request.Headers.UserAgent.ToString().Split('/', ' ')[0];
        return new WriteRequest(served, target.Namespace, name, target.Subresource, ListOptions.Text(query, "fieldManager") ?? (agent.Length > 0 ? agent : "unknown"))
        {
            DryRun = ListOptions.Text(query, "dryRun") is { } dryRun && (dryRun == "All" ? true : throw ApiErrors.InvalidOptions("CreateOptions", FieldError.Unsupported("dryRun", $"\"{dryRun}\"", "\"All\""))),
            Force = ListOptions.IsTrue(query, "force"),
            FieldValidation = ListOptions.Text(query, "fieldValidation") ?? "Warn",
        };
    }

    private static Task WriteAsync(HttpContext context, WriteRequest request, StoredObject result, int status)
    {
        Answers.Warn(context, request.Warnings);
        return Answers.JsonAsync(context, status, ObjectView.For(context.Request).Write(result, request.Served.ApiVersion));
    }
}
