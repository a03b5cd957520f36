using System.Text.Json.Nodes;

namespace Phoenix.KubeSim.Schemas;

/// <summary>Prunes what a schema does not know, and fills its defaults in, as the server does before it validates.</summary>
internal sealed class SchemaNormalizer(bool fillDefaults)
{
    /// <summary>The fields of <c>metadata</c> that exist; others are dropped.</summary>
    private static readonly HashSet<string> MetadataFields = new(StringComparer.Ordinal)
    {
        "name", "generateName", "namespace", "selfLink", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
        "deletionGracePeriodSeconds", "labels", "annotations", "ownerReferences", "finalizers", "managedFields",
    };

    private readonly List<string> _unknown = [];

    /// <summary>Paths of the fields that were dropped.</summary>
    public IReadOnlyList<string> Unknown => _unknown;

    /// <summary>Works on a whole object, in place.</summary>
    public void Normalize(Schema? schema, JsonObject root)
    {
        if (root["metadata"] is JsonObject metadata)
        {
            DropUnknownMetadata(metadata, "metadata");
        }

        if (schema is not null)
        {
            Mapping(schema, root, "", api: true);
        }
    }

    private void Visit(Schema schema, JsonNode? node, string path)
    {
        switch (node)
        {
            case JsonObject mapping:
                Mapping(schema, mapping, path, schema.Embedded);
                break;
            case JsonArray list when schema.Items is { } items:
                for (int i = 0; i < list.Count; i++)
                {
                    Visit(items, list[i], $"{path}[{i}]");
                }

                break;
        }
    }

    private void Mapping(Schema schema, JsonObject mapping, string path, bool api)
    {
        foreach ((string key, JsonNode? value) in mapping.ToArray())
        {
            string at = path.Length == 0 ? key : $"{path}.{key}";
            if (api && key is "apiVersion" or "kind" or "metadata" && (path.Length == 0 || schema.Embedded))
            {
                if (path.Length > 0 && key == "metadata" && value is JsonObject metadata)
                {
                    DropUnknownMetadata(metadata, at);
                }

                continue;
            }

            Schema? part = schema.Field(key);
            if (part is null && !schema.PreserveUnknown && !schema.AdditionalAllowed)
            {
                mapping.Remove(key);
                _unknown.Add(at);
            }
            else if (part is not null && value is null && !part.Nullable && schema.Properties.ContainsKey(key))
            {
                mapping.Remove(key);
            }
        }

        if (fillDefaults)
        {
            foreach ((string key, Schema property) in schema.Properties)
            {
                if (property.Default is not null && !mapping.ContainsKey(key))
                {
                    mapping[key] = property.Default.DeepClone();
                }
            }
        }

        foreach ((string key, JsonNode? value) in mapping.ToArray())
        {
            if (!(path.Length == 0 && key == "metadata") && schema.Field(key) is { } part)
            {
                Visit(part, value, path.Length == 0 ? key : $"{path}.{key}");
            }
        }
    }

    private void DropUnknownMetadata(JsonObject metadata, string path)
    {
        foreach (string key in metadata.Select(pair => pair.Key).Where(key => !MetadataFields.Contains(key)).ToArray())
        {
            metadata.Remove(key);
            _unknown.Add($"{path}.{key}");
        }
    }
}
