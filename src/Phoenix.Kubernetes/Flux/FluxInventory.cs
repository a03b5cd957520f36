using System.Text.Json.Nodes;

namespace Phoenix.Kubernetes.Flux;

/// <summary>One object that a Kustomization applied.</summary>
/// <param name="ApiVersion">Such as <c>apps/v1</c>.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Namespace">Its namespace; null for none.</param>
/// <param name="Name">Its name.</param>
internal sealed record FluxInventory(string ApiVersion, string Kind, string? Namespace, string Name)
{
    private const string Definitions = "CustomResourceDefinition";

    /// <summary>What an object applied, as its status has it (<c>namespace_name_group_kind</c>); a name with underscores has them doubled.</summary>
    internal static IReadOnlyList<FluxInventory> Of(FluxObject of) => of.Content.At("status", "inventory", "entries") is not JsonArray entries
        ? []
        : [.. entries.OfType<JsonObject>().Select(Parse).OfType<FluxInventory>()];

    /// <summary>Whether an object applied anything, readable or not.</summary>
    internal static bool Holds(FluxObject of) => of.Content.At("status", "inventory", "entries") is JsonArray { Count: > 0 };

    /// <summary>The first entry that cannot be read; null when all can.</summary>
    internal static string? Unreadable(FluxObject of) => of.Content.At("status", "inventory", "entries") is JsonArray entries
        && entries.FirstOrDefault(e => e is not JsonObject entry || Parse(entry) is null) is { } broken ? broken.ToJsonString() : null;

    /// <summary>Whether a Kustomization applied Flux itself: deleting it would take away the controllers in the middle of the deletion.</summary>
    internal static bool HoldsFlux(FluxObject of) => of.IsKustomization
        && Of(of).Any(i => i.Kind == Definitions && i.Name == "kustomizations.kustomize.toolkit.fluxcd.io");

    /// <summary>For messages.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";

    private static FluxInventory? Parse(JsonObject entry)
    {
        // Colons stand for underscores in names of RBAC objects, which may hold them.
        string id = entry["id"]?.ToString() ?? "";
        int first = id.IndexOf('_', StringComparison.Ordinal);
        int last = id.LastIndexOf('_');
        int group = last > 0 ? id.LastIndexOf('_', last - 1) : -1;
        if (first < 0 || group <= first)
        {
            return null;
        }

        string version = entry["v"]?.ToString() ?? "";
        string groupName = id[(group + 1)..last];
        return new FluxInventory(groupName.Length == 0 ? version : $"{groupName}/{version}", id[(last + 1)..], id[..first] is { Length: > 0 } ns ? ns : null,
            id[(first + 1)..group].Replace("__", ":", StringComparison.Ordinal));
    }
}
