using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Platform;

/// <summary>The conditions of an object while a double works on it.</summary>
/// <param name="of">The object as it was read.</param>
/// <param name="now">The time.</param>
public sealed class StatusConditions(KubeObject of, DateTimeOffset now)
{
    private readonly List<JsonObject> _conditions = [.. (of.At("status", "conditions") as JsonArray ?? []).OfType<JsonObject>().Select(c => c.DeepClone().AsObject())];

    /// <summary>Status of a condition; null when there is none.</summary>
    public string? this[string type] => Find(type)?["status"]?.ToString();

    /// <summary>Reason of a condition; null when there is none.</summary>
    public string? Reason(string type) => Find(type)?["reason"]?.ToString();

    /// <summary>Sets a condition; its time of transition stays when its status does.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="status">True, False or Unknown.</param>
    /// <param name="reason">One word.</param>
    /// <param name="message">For people.</param>
    /// <param name="generation">The generation that it speaks of; null where the operator does not say.</param>
    public void Set(string type, string status, string reason, string message, long? generation = null)
    {
        JsonObject? old = Find(type);
        JsonObject condition = new()
        {
            ["type"] = type,
            ["status"] = status,
            ["reason"] = reason,
            ["message"] = message,
            ["lastTransitionTime"] = old?["status"]?.ToString() == status ? old!["lastTransitionTime"]?.DeepClone() : now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
        };
        if (generation is { } observed)
        {
            condition["observedGeneration"] = observed;
        }

        Remove(type);
        _conditions.Add(condition);
    }

    /// <summary>Takes a condition away.</summary>
    public void Remove(string type) => _conditions.RemoveAll(c => c["type"]?.ToString() == type);

    /// <summary>The conditions as a status holds them.</summary>
    public JsonArray ToJson() => [.. _conditions.Select(c => c.DeepClone())];

    private JsonObject? Find(string type) => _conditions.Find(c => c["type"]?.ToString() == type);
}
