using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Longhorn;

/// <summary>What the parts of the double have in common.</summary>
internal sealed class LonghornApi(IClusterApi api, LonghornOptions options, TimeProvider time)
{
    internal const string Driver = "driver.longhorn.io";
    internal const string Group = "longhorn.io/";
    internal const string StorageGroup = "storage.k8s.io/v1";

    /// <summary>Settings and faults.</summary>
    internal LonghornOptions Options => options;

    /// <summary>A number that is written as a number or as text; 0 where there is none.</summary>
    internal static long Number(JsonNode? node) => long.TryParse(node?.ToString(), out long number) ? number : 0;

    /// <summary>A quantity of storage in bytes.</summary>
    internal static long Bytes(string? quantity)
    {
        string text = quantity ?? "0";
        string digits = string.Concat(text.TakeWhile(char.IsAsciiDigit));
        int shift = text[digits.Length..] switch { "Ki" => 10, "Mi" => 20, "Gi" => 30, "Ti" => 40, _ => 0 };
        return long.Parse(digits.Length == 0 ? "0" : digits, System.Globalization.CultureInfo.InvariantCulture) << shift;
    }

    /// <summary>Conditions to be changed.</summary>
    internal StatusConditions Conditions(KubeObject of) => new(of, time.GetUtcNow());

    /// <summary>An object; null when it is not there.</summary>
    internal async Task<KubeObject?> GetAsync(string apiVersion, string kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served ? await api.GetAsync(served, @namespace, name, cancellationToken) : null;

    /// <summary>All objects of a kind.</summary>
    internal async Task<IReadOnlyList<KubeObject>> ListAsync(string apiVersion, string kind, CancellationToken cancellationToken) =>
        await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served ? await api.ListAsync(served, null, null, cancellationToken) : [];

    /// <summary>Makes an object, unless it is there.</summary>
    internal async Task CreateAsync(JsonObject content, CancellationToken cancellationToken)
    {
        KubeObject wanted = new(content);
        if (await api.FindKindAsync(wanted.ApiVersion, wanted.Kind, cancellationToken) is { } kind)
        {
            await api.CreateAsync(kind, wanted, cancellationToken);
        }
    }

    /// <summary>Patches an object, when that changes something.</summary>
    internal async Task PatchAsync(KubeObject of, JsonObject patch, bool status, CancellationToken cancellationToken)
    {
        if (!IsIn(patch, of.Content) && await api.FindKindAsync(of.ApiVersion, of.Kind, cancellationToken) is { } kind)
        {
            await api.PatchAsync(kind, of.Namespace, of.Name, patch, status, cancellationToken);
        }
    }

    /// <summary>Writes a status, when that changes something.</summary>
    internal Task StatusAsync(KubeObject of, JsonObject status, CancellationToken cancellationToken) => PatchAsync(of, new JsonObject { ["status"] = status }, status: true, cancellationToken);

    /// <summary>Asks for a deletion.</summary>
    internal async Task DeleteAsync(KubeObject of, CancellationToken cancellationToken)
    {
        if (!of.IsDeleting && await api.FindKindAsync(of.ApiVersion, of.Kind, cancellationToken) is { } kind)
        {
            await api.DeleteAsync(kind, of.Namespace, of.Name, of.Uid, cancellationToken);
        }
    }

    private static bool IsIn(JsonNode? patch, JsonNode? of) => patch is JsonObject wanted
        ? wanted.All(w => w.Value is null ? (of as JsonObject)?[w.Key] is null : of is JsonObject there && IsIn(w.Value, there[w.Key]))
        : JsonNode.DeepEquals(patch, of);
}
