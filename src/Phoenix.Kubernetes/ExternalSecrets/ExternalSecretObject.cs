using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.ExternalSecrets;

/// <summary>Reads an ExternalSecret.</summary>
/// <param name="content">The object.</param>
internal sealed class ExternalSecretObject(KubeObject content)
{
    /// <summary>The object.</summary>
    internal KubeObject Content => content;

    /// <summary>Condition Ready.</summary>
    internal ObjectCondition? Ready => ObjectConditions.Find(content, "Ready");

    /// <summary>The Secret that it writes.</summary>
    internal string Target => content.TextAt("spec", "target", "name") is { Length: > 0 } name ? name : content.Name;

    /// <summary>Whether the Secret is its own and nobody else's (<c>Owner</c>, the default).</summary>
    internal bool OwnsTarget => content.TextAt("spec", "target", "creationPolicy") is null or "Owner";

    /// <summary>Whether it writes no Secret at all, or something that is none.</summary>
    internal bool WritesNoSecret => content.TextAt("spec", "target", "creationPolicy") == "None" || content.At("spec", "target", "manifest") is not null;

    /// <summary>Whether it fetches again when it is asked: not one that is fetched once only, nor one whose Secret cannot change.</summary>
    internal bool CanBeAsked => content.TextAt("spec", "refreshPolicy") != "CreatedOnce"
        && !(content.At("spec", "target", "immutable") is JsonValue value && value.TryGetValue(out bool immutable) && immutable);

    /// <summary>What it last fetched for: its generation, and a digest of its labels and annotations.</summary>
    internal string? SyncedVersion => content.TextAt("status", "syncedResourceVersion") is { Length: > 0 } version ? version : null;

    /// <summary>The generation that it last fetched for; null before it did, or where its version has another form.</summary>
    internal long? SyncedGeneration => SyncedVersion?.Split('-')[0] is { } text && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long generation) ? generation : null;

    /// <summary>The stores that it fetches from: kind and name.</summary>
    internal IReadOnlyList<(string Kind, string Name)> Stores
    {
        get
        {
            IEnumerable<JsonNode?> references =
            [
                content.At("spec", "secretStoreRef"),
                .. Items("data").Select(d => d["sourceRef"]?["storeRef"]),
                .. Items("dataFrom").Select(d => d["sourceRef"]?["storeRef"]),
            ];
            return [.. references.OfType<JsonObject>().Select(r => (Text(r, "kind") ?? "SecretStore", Text(r, "name") ?? "")).Where(r => r.Item2.Length > 0).Distinct()];
        }
    }

    /// <summary>The keys that the Secret must have, as far as the manifest tells.</summary>
    internal IReadOnlyList<string> ExpectedKeys
    {
        get
        {
            string[] fetched = [.. Items("data").Select(d => Text(d, "secretKey")).OfType<string>()];
            string[] rendered = content.At("spec", "target", "template", "data") is JsonObject data ? [.. data.Select(d => d.Key)] : [];
            bool hasTemplate = rendered.Length > 0 || content.At("spec", "target", "template", "templateFrom") is JsonArray { Count: > 0 };
            bool isMerged = content.TextAt("spec", "target", "template", "mergePolicy") == "Merge";
            return [.. (hasTemplate && !isMerged ? rendered : fetched.Concat(rendered)).Distinct(StringComparer.Ordinal)];
        }
    }

    private IEnumerable<JsonObject> Items(string key) => content.At("spec", key) is JsonArray list ? list.OfType<JsonObject>() : [];

    private static string? Text(JsonObject of, string key) => of[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
