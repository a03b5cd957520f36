using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Cluster;

/// <summary>
/// Reads whole numbers of objects. A node that was parsed gives any type; one that was made of a C# number gives only its own, so asking for a <see cref="long"/> alone would not see an <see cref="int"/>.
/// </summary>
internal static class JsonNumber
{
    /// <summary>What <see cref="Seen"/> gives for something that stands there and is no number: equal to no generation.</summary>
    public const long Unreadable = -1;

    /// <summary>The number; null where nothing stands, or something that is none.</summary>
    public static long? Read(JsonNode? node)
    {
        if (node is not JsonValue value)
        {
            return null;
        }

        return value.TryGetValue(out long whole) ? whole
            : value.TryGetValue(out int small) ? small
            : value.GetValueKind() == JsonValueKind.Number && long.TryParse(value.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long parsed) ? parsed
            : null;
    }

    /// <summary>A generation that a status speaks of: null where it does not say, <see cref="Unreadable"/> where it cannot be read. That is never taken for the present one.</summary>
    public static long? Seen(JsonNode? node) => node is null ? null : Read(node) ?? Unreadable;
}
