using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Schemas;

namespace Phoenix.KubeSim.Resources;

/// <summary>Reads CustomResourceDefinitions.</summary>
internal static class CustomTypes
{
    /// <summary>Fills in what a definition may leave out, in place.</summary>
    public static void Default(JsonObject definition)
    {
        JsonObject spec = definition.Object("spec"), names = spec.Object("names");
        if (names.TextAt("kind") is { Length: > 0 } kind)
        {
            names["singular"] ??= kind.ToLowerInvariant();
            names["listKind"] ??= kind + "List";
        }

        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
    }

    public static IEnumerable<FieldError> Check(JsonObject definition)
    {
        JsonNode? spec = definition["spec"];
        string group = spec.TextAt("group") ?? "", plural = spec.TextAt("names", "plural") ?? "";
        if (group.Length == 0)
        {
            yield return FieldError.Required("spec.group");
        }

        if (plural.Length == 0)
        {
            yield return FieldError.Required("spec.names.plural");
        }

        if (string.IsNullOrEmpty(spec.TextAt("names", "kind")))
        {
            yield return FieldError.Required("spec.names.kind");
        }

        if (definition.TextAt("metadata", "name") is var name && name != $"{plural}.{group}")
        {
            yield return FieldError.Invalid("metadata.name", $"\"{name}\"", "must be spec.names.plural+\".\"+spec.group");
        }

        if (spec.TextAt("scope") is not ("Namespaced" or "Cluster"))
        {
            yield return FieldError.Required("spec.scope");
        }

        if (spec.At("versions") is not JsonArray { Count: > 0 } versions)
        {
            yield return FieldError.Required("spec.versions");
            yield break;
        }

        if (versions.Count(version => version.At("storage").IsTrue()) != 1)
        {
            yield return FieldError.Invalid("spec.versions", "[]", "must have exactly one version marked as storage version");
        }

        for (int i = 0; i < versions.Count; i++)
        {
            if (versions[i].At("schema", "openAPIV3Schema") is not JsonObject)
            {
                yield return FieldError.Required($"spec.versions[{i}].schema.openAPIV3Schema", "schemas are required");
            }
        }
    }

    /// <summary>The type that a definition makes.</summary>
    public static ResourceType Read(JsonObject definition)
    {
        JsonNode spec = definition["spec"]!;
        JsonNode names = spec["names"]!;
        ServedVersion[] versions = [.. spec["versions"]!.AsArray().Select(version => new ServedVersion(
            version.TextAt("name") ?? "", version.At("served").IsTrue(), version.At("storage").IsTrue(), version.At("subresources", "status") is JsonObject)
        {
            Schema = new Schema(version.At("schema", "openAPIV3Schema")!.DeepClone().AsObject()),
            SelectableFields = [.. (version.At("selectableFields") as JsonArray ?? []).Select(field => field.TextAt("jsonPath")?.TrimStart('.')).OfType<string>()],
            Deprecated = version.At("deprecated").IsTrue(),
        })];
        return new ResourceType(spec.TextAt("group")!, names.TextAt("kind")!, names.TextAt("plural")!, spec.TextAt("scope") == "Namespaced", versions)
        {
            Custom = true,
            Generation = true,
            Singular = names.TextAt("singular")!,
            ListKind = names.TextAt("listKind")!,
            ShortNames = [.. names.At("shortNames").Texts()],
            Categories = [.. names.At("categories").Texts()],
        };
    }
}
