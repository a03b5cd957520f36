using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>What the controllers of Flux have in common.</summary>
/// <param name="api">The cluster.</param>
/// <param name="time">The clock.</param>
internal sealed partial class FluxApi(IClusterApi api, TimeProvider time)
{
    internal const string Finalizer = "finalizers.fluxcd.io";
    internal const string SourceGroup = "source.toolkit.fluxcd.io/";
    internal const string KustomizeGroup = "kustomize.toolkit.fluxcd.io/";
    internal const string HelmGroup = "helm.toolkit.fluxcd.io/";

    /// <summary>The cluster.</summary>
    internal IClusterApi Cluster => api;

    /// <summary>The clock.</summary>
    internal TimeProvider Time => time;

    /// <summary>What of an object wakes its controller: its spec, a request, its deletion.</summary>
    internal static string Concerns(KubeObject of) => $"{of.Generation} {Requested(of)} {of.IsDeleting}";

    /// <summary>The request that an object was asked by; null for none.</summary>
    internal static string? Requested(KubeObject of) => of.TextAt("metadata", "annotations", "reconcile.fluxcd.io/requestedAt");

    /// <summary>Whether it is suspended.</summary>
    internal static bool IsSuspended(KubeObject of) => Flag(of, "spec", "suspend");

    /// <summary>A flag of an object.</summary>
    internal static bool Flag(KubeObject of, params string[] path) => of.At(path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>A duration as Go writes it (<c>1h30m</c>).</summary>
    internal static TimeSpan Duration(string? text, TimeSpan otherwise)
    {
        MatchCollection parts = GoDuration().Matches(text ?? "");
        return parts.Count == 0 ? otherwise : parts.Aggregate(TimeSpan.Zero, (sum, part) => sum + (part.Groups["unit"].Value switch
        {
            "h" => TimeSpan.FromHours(1),
            "m" => TimeSpan.FromMinutes(1),
            "ms" => TimeSpan.FromMilliseconds(1),
            _ => TimeSpan.FromSeconds(1),
        } * double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture)));
    }

    /// <summary>An object; null when it, or its kind, is not there.</summary>
    internal async Task<KubeObject?> GetAsync(string apiVersion, string kind, string? @namespace, string name, CancellationToken cancellationToken) =>
        await api.FindKindAsync(apiVersion, kind, cancellationToken) is { } served ? await api.GetAsync(served, @namespace, name, cancellationToken) : null;

    /// <summary>Adds the finalizer; false when it was there.</summary>
    internal async Task<bool> AddFinalizerAsync(KubeObject of, CancellationToken cancellationToken)
    {
        string[] finalizers = Finalizers(of);
        if (finalizers.Contains(Finalizer))
        {
            return false;
        }

        await PatchAsync(of, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray([.. finalizers.Append(Finalizer).Select(f => (JsonNode)f)]) } }, status: false, cancellationToken);
        return true;
    }

    /// <summary>Takes the finalizer away.</summary>
    internal Task RemoveFinalizerAsync(KubeObject of, CancellationToken cancellationToken) =>
        PatchAsync(of, new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = new JsonArray([.. Finalizers(of).Where(f => f != Finalizer).Select(f => (JsonNode)f)]) } }, status: false, cancellationToken);

    /// <summary>Writes a status.</summary>
    internal Task<KubeObject> StatusAsync(KubeObject of, JsonObject status, CancellationToken cancellationToken) => PatchAsync(of, new JsonObject { ["status"] = status }, status: true, cancellationToken);

    /// <summary>Writes the end of a reconciliation: its conditions, the answered request, and where it went well the generation (Flux moves that on only then).</summary>
    internal Task<KubeObject> EndAsync(KubeObject of, StatusConditions conditions, JsonObject status, bool always, CancellationToken cancellationToken)
    {
        if (Requested(of) is { } request)
        {
            status["lastHandledReconcileAt"] = request;
        }

        if (conditions["Ready"] == "True" || conditions["Stalled"] == "True" || always)
        {
            status["observedGeneration"] = of.Generation;
        }

        if (conditions["Ready"] == "True" || conditions["Stalled"] == "True")
        {
            conditions.Remove("Reconciling");
        }

        status["conditions"] = conditions.ToJson();
        return StatusAsync(of, status, cancellationToken);
    }

    /// <summary>The conditions of an object, to be changed.</summary>
    internal StatusConditions Conditions(KubeObject of) => new(of, time.GetUtcNow());

    private static string[] Finalizers(KubeObject of) => [.. (of.At("metadata", "finalizers") as JsonArray ?? []).Select(f => f!.ToString())];

    private async Task<KubeObject> PatchAsync(KubeObject of, JsonObject patch, bool status, CancellationToken cancellationToken)
    {
        KubeKind kind = await api.FindKindAsync(of.ApiVersion, of.Kind, cancellationToken) ?? throw new PhoenixException(ErrorCode.NotFound, $"{of.Kind} is not served any more", "test");
        return await api.PatchAsync(kind, of.Namespace, of.Name, patch, status, cancellationToken);
    }

    [GeneratedRegex(@"(?<number>\d+(\.\d+)?)(?<unit>ms|h|m|s)")]
    private static partial Regex GoDuration();
}
