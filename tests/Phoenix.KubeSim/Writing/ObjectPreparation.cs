using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Apply;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Rules;
using Phoenix.KubeSim.Schemas;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>What happens to an object between a request and the store: identity, pruning, defaults, status, validation, generation, ownership.</summary>
internal sealed class ObjectPreparation(TimeProvider time, RuleChecks rules)
{
    private static readonly string[] Kept = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"];

    public string Now => time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    public FieldOwner Owner(WriteRequest request) => new(request.Owner, request.Served.ApiVersion, request.Subresource, Now);

    /// <summary>Makes the object that is to be stored out of what was sent.</summary>
    /// <param name="request">The request.</param>
    /// <param name="before">What is stored; null for a creation.</param>
    /// <param name="sent">What was sent, or what a patch made; taken over.</param>
    /// <param name="applied">Whether <c>managedFields</c> was written by an apply.</param>
    public JsonObject Prepare(WriteRequest request, StoredObject? before, JsonObject sent, bool applied)
    {
        ResourceType type = request.Served.Type;
        JsonObject content = sent;
        Identify(request, before, content);
        Normalize(request, content, fillDefaults: true);
        if (!type.Custom && request.Subresource is null)
        {
            BuiltInRules.Default(type, content, before?.Content);
        }

        KeepStatus(request, before, content);
        List<FieldError> errors = [.. Metadata.Check(type, content)];
        if (request.Served.Version.Schema is { } schema)
        {
            var validator = new SchemaValidator();
            validator.Validate(schema, content, "");
            errors.AddRange(validator.Errors);
            if (validator.Errors.Count == 0)
            {
                errors.AddRange(rules.Check(schema, content, before?.Content));
            }
        }
        else
        {
            errors.AddRange(BuiltInRules.Check(type, content, before?.Content));
        }

        if (before is { IsDeleting: true })
        {
            string[] added = [.. content.At("metadata", "finalizers").Texts().Except(before.Finalizers, StringComparer.Ordinal)];
            if (added.Length > 0)
            {
                errors.Add(FieldError.Forbidden("metadata.finalizers", $"no new finalizers can be added if the object is being deleted, found new finalizers []string{{{string.Join(", ", added.Select(name => $"\"{name}\""))}}}"));
            }
        }

        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(type, content.TextAt("metadata", "name") ?? "", errors);
        }

        Count(type, before, content, request.Served.Version.Status);
        Own(request, before, content, applied);
        content["apiVersion"] = type.StorageApiVersion;
        content["kind"] = type.Kind;
        return content;
    }

    /// <summary>Prunes (and fills defaults in), and says or refuses what is unknown.</summary>
    public static void Normalize(WriteRequest request, JsonObject content, bool fillDefaults)
    {
        var normalizer = new SchemaNormalizer(fillDefaults);
        normalizer.Normalize(request.Served.Version.Schema, content);
        if (normalizer.Unknown.Count == 0)
        {
            return;
        }

        string[] said = [.. normalizer.Unknown.Select(path => $"unknown field \"{path}\"")];
        if (request.FieldValidation == "Strict")
        {
            throw ApiErrors.BadRequest($"{request.Served.Type.Kind} in version \"{request.Served.Version.Name}\" cannot be handled as a {request.Served.Type.Kind}: strict decoding error: {string.Join(", ", said)}");
        }

        if (request.FieldValidation == "Warn")
        {
            request.Warnings.AddRange(said.Except(request.Warnings, StringComparer.Ordinal));
        }
    }

    private void Identify(WriteRequest request, StoredObject? before, JsonObject content)
    {
        JsonObject metadata = content.Object("metadata");
        metadata.Remove("selfLink");
        if (request.Served.Type.Namespaced)
        {
            metadata["namespace"] = request.Namespace;
        }
        else
        {
            metadata.Remove("namespace");
        }

        if (before is not null)
        {
            metadata["name"] = before.Name;
            foreach (string key in Kept)
            {
                metadata.Put(key, before.Content.At("metadata", key)?.DeepClone());
            }

            return;
        }

        if (metadata.TextAt("name") is not { Length: > 0 } && metadata.TextAt("generateName") is { Length: > 0 } prefix)
        {
            metadata["name"] = prefix + RandomNumberGenerator.GetString("bcdfghjklmnpqrstvwxz2456789", 5);
        }

        if (metadata.TextAt("name") is not { Length: > 0 })
        {
            throw ApiErrors.Invalid(request.Served.Type, "", [FieldError.Required("metadata.name", "name or generateName is required")]);
        }

        foreach (string key in Kept.Append("resourceVersion"))
        {
            metadata.Remove(key);
        }

        metadata["uid"] = Guid.NewGuid().ToString();
        metadata["creationTimestamp"] = Now;
    }

    private static void KeepStatus(WriteRequest request, StoredObject? before, JsonObject content)
    {
        if (!request.Served.Version.Status)
        {
            return;
        }

        if (request.Subresource == "status")
        {
            JsonNode? status = content["status"]?.DeepClone();
            JsonNode? owned = content.At("metadata", "managedFields")?.DeepClone();
            JsonNode? version = content.At("metadata", "resourceVersion")?.DeepClone();
            content.Clear();
            foreach ((string key, JsonNode? value) in before!.Content)
            {
                content[key] = value?.DeepClone();
            }

            content.Put("status", status);
            content.Object("metadata").Put("managedFields", owned);
            content.Object("metadata").Put("resourceVersion", version);
        }
        else if (before is not null)
        {
            content.Put("status", before.Content["status"]?.DeepClone());
        }
        else if (request.Served.Type.Custom)
        {
            content.Remove("status");
        }
        else
        {
            // A new object's status is what the server gives it.
            JsonNode? phase = content.At("status", "phase")?.DeepClone();
            content.Remove("status");
            if (phase is not null && request.Served.Type.Qualified is "namespaces" or "pods" or "persistentvolumeclaims")
            {
                content["status"] = new JsonObject { ["phase"] = request.Served.Type.Qualified == "namespaces" ? "Active" : "Pending" };
            }
        }
    }

    private static void Count(ResourceType type, StoredObject? before, JsonObject content, bool status)
    {
        JsonObject metadata = content.Object("metadata");
        if (!type.Generation)
        {
            metadata.Remove("generation");
            return;
        }

        if (before is null)
        {
            metadata["generation"] = 1;
            return;
        }

        decimal generation = before.Content.At("metadata", "generation").Number() ?? 0;
        bool changed = Desired(before.Content, status) is var was && Desired(content, status) is var now && !JsonNode.DeepEquals(was, now);
        metadata["generation"] = (long)generation + (changed ? 1 : 0);
    }

    private static JsonObject Desired(JsonObject content, bool status)
    {
        JsonObject desired = content.Copy();
        desired.Remove("metadata");
        desired.Remove("apiVersion");
        desired.Remove("kind");
        if (status)
        {
            desired.Remove("status");
        }

        return desired;
    }

    private void Own(WriteRequest request, StoredObject? before, JsonObject content, bool applied)
    {
        if (applied)
        {
            return;
        }

        JsonObject metadata = content.Object("metadata");
        // An empty list asks to forget who owned what.
        if (metadata["managedFields"] is JsonArray asked && (asked.Count == 0 || asked is [JsonObject { Count: 0 }]))
        {
            metadata.Remove("managedFields");
            return;
        }

        metadata["managedFields"] = FieldOwnership.AfterUpdate(before?.Content, content, request.Shape, Owner(request));
    }
}
