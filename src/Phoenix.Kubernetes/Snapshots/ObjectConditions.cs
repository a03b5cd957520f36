using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.Kubernetes.Snapshots;

/// <summary>Reads <c>status.conditions</c>.</summary>
internal static class ObjectConditions
{
    /// <summary>The condition of a type; null when there is none.</summary>
    internal static ObjectCondition? Find(KubeObject of, string type) => Find(of.At("status", "conditions"), type);

    /// <summary>The condition of a type in a list of conditions; null when there is none.</summary>
    internal static ObjectCondition? Find(JsonNode? conditions, string type) => conditions is not JsonArray list
        ? null
        : list.OfType<JsonObject>().Where(c => Text(c, "type") == type)
            .Select(c => new ObjectCondition(Text(c, "status") ?? "Unknown", Text(c, "reason") ?? "", Text(c, "message") ?? "", JsonNumber.Seen(c["observedGeneration"])))
            .FirstOrDefault();

    private static string? Text(JsonObject of, string key) => of[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
