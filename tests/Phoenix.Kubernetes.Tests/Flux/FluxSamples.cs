using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Flux;
using Phoenix.Kubernetes.Snapshots;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Tests.Flux;

/// <summary>Objects of Flux as its controllers write them.</summary>
internal static class FluxSamples
{
    internal const string Old = "main@sha1:1111111111111111111111111111111111111111";
    internal const string New = "main@sha1:2222222222222222222222222222222222222222";

    internal static ClusterObjectName Name(string name) => new("flux-system", name);

    internal static FluxKey Key(string name) => FluxKey.Kustomization(Name(name));

    internal static JsonObject Condition(string type, string status, string reason, string message = "", long? generation = null)
    {
        JsonObject condition = new()
        {
            ["type"] = type, ["status"] = status, ["reason"] = reason, ["message"] = message, ["lastTransitionTime"] = "2026-02-10T14:55:00Z",
        };
        if (generation is { } observed)
        {
            condition["observedGeneration"] = observed;
        }

        return condition;
    }

    /// <summary>A Git repository that was fetched.</summary>
    internal static JsonObject Source(string revision = New, string name = "flux-system", params JsonObject[] conditions) => new()
    {
        ["apiVersion"] = "source.toolkit.fluxcd.io/v1",
        ["kind"] = "GitRepository",
        ["metadata"] = Metadata(name),
        ["spec"] = new JsonObject { ["url"] = "https://git.test/castle", ["interval"] = "1m" },
        ["status"] = new JsonObject
        {
            ["observedGeneration"] = 1,
            ["artifact"] = new JsonObject { ["revision"] = revision },
            ["conditions"] = Conditions(conditions, "Succeeded"),
        },
    };

    /// <summary>A Kustomization that is ready at the new revision, unless something else is said.</summary>
    internal static JsonObject Kustomization(string name, string[]? dependsOn = null, string? applied = New, params JsonObject[] conditions)
    {
        JsonObject status = new() { ["observedGeneration"] = 1, ["conditions"] = Conditions(conditions, "ReconciliationSucceeded") };
        if (applied is not null)
        {
            status["lastAppliedRevision"] = applied;
        }

        return new JsonObject
        {
            ["apiVersion"] = "kustomize.toolkit.fluxcd.io/v1",
            ["kind"] = "Kustomization",
            ["metadata"] = Metadata(name),
            ["spec"] = new JsonObject
            {
                ["interval"] = "10m",
                ["prune"] = true,
                ["path"] = "./" + name,
                ["sourceRef"] = new JsonObject { ["kind"] = "GitRepository", ["name"] = "flux-system" },
                ["dependsOn"] = new JsonArray([.. (dependsOn ?? []).Select(d => new JsonObject { ["name"] = d })]),
            },
            ["status"] = status,
        };
    }

    internal static JsonObject Blocked(string name, params string[] dependsOn) =>
        Kustomization(name, dependsOn, null, Condition("Ready", "False", "DependencyNotReady", $"dependency 'flux-system/{dependsOn[0]}' is not ready"));

    internal static JsonObject Release(string name, string? version = "1.8.1", string attempted = "1.8.1", string status = "deployed", params JsonObject[] conditions) => new()
    {
        ["apiVersion"] = "helm.toolkit.fluxcd.io/v2",
        ["kind"] = "HelmRelease",
        ["metadata"] = Metadata(name),
        ["spec"] = new JsonObject { ["interval"] = "10m", ["chart"] = new JsonObject { ["spec"] = new JsonObject { ["chart"] = name, ["version"] = version } } },
        ["status"] = new JsonObject
        {
            ["observedGeneration"] = 1,
            ["lastAttemptedGeneration"] = 1,
            ["lastAttemptedRevision"] = attempted,
            ["history"] = new JsonArray(new JsonObject { ["status"] = status, ["chartVersion"] = attempted }),
            ["conditions"] = Conditions(conditions, "UpgradeSucceeded"),
        },
    };

    internal static JsonObject With(this JsonObject of, string path, JsonNode? value)
    {
        string[] keys = path.Split('/');
        JsonObject at = of;
        foreach (string key in keys[..^1])
        {
            at = (at[key] ??= new JsonObject()).AsObject();
        }

        at[keys[^1]] = value;
        return of;
    }

    internal static ClusterSnapshot Snapshot(params JsonObject[] objects) => new(FluxKinds.All.ToDictionary(
        k => k, IReadOnlyList<KubeObject> (k) => [.. objects.Select(o => new KubeObject(o)).Where(o => o.Kind == k.Kind)]));

    internal static FluxState State(params JsonObject[] objects) => new(Snapshot(objects));

    private static JsonObject Metadata(string name) => new() { ["name"] = name, ["namespace"] = "flux-system", ["generation"] = 1 };

    private static JsonArray Conditions(JsonObject[] conditions, string reason) =>
        conditions.Length == 0 ? [Condition("Ready", "True", reason, "", 1)] : [.. conditions];
}
