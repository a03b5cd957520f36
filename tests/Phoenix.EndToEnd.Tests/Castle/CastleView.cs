using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>The small castle's cluster, as Flux or a person with kubectl sees it.</summary>
/// <param name="api">Access.</param>
internal sealed class CastleView(IClusterApi api)
{
    public const string Space = "castle-db";
    public const string Name = "castle";
    private const string Group = "postgres-operator.crunchydata.com";
    private static readonly KubeKind Pods = new("", "v1", "Pod", "pods", Namespaced: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The PostgresCluster; null when there is none.</summary>
    public Task<KubeObject?> ClusterAsync() => GetAsync($"{Group}/v1beta1", "PostgresCluster", Space, Name);

    /// <summary>An object; null when there is none.</summary>
    public async Task<KubeObject?> GetAsync(string apiVersion, string kind, string @namespace, string name) => await api.GetAsync(await KindAsync(apiVersion, kind), @namespace, name, Token);

    /// <summary>Whether the PostgresCluster is there and a standby.</summary>
    public async Task<bool> IsHeldAsync() => (await ClusterAsync())?.At("spec", "standby", "enabled")?.ToString() == "true";

    /// <summary>The Pod that leads; null when none does.</summary>
    public async Task<KubeObject?> LeaderAsync() =>
        (await api.ListAsync(Pods, Space, $"{Group}/cluster={Name},{Group}/role=master", Token)).FirstOrDefault(p => !p.IsDeleting);

    /// <summary>Objects of a kind in the database's namespace.</summary>
    public async Task<IReadOnlyList<KubeObject>> ListAsync(string apiVersion, string kind, string? labels = null) => await api.ListAsync(await KindAsync(apiVersion, kind), Space, labels, Token);

    /// <summary>Awaits the first backup that the operator takes of a new life.</summary>
    public Task BackedUpAsync() => StatusAsync(
        s => s["conditions"] is JsonArray all && all.Any(c => c!["type"]!.ToString() == "PGBackRestReplicaCreate" && c["status"]!.ToString() == "True"), "the operator's first backup is complete");

    /// <summary>Has the operator take a full backup.</summary>
    public async Task BackUpAsync(string id)
    {
        JsonObject manual = new() { ["repoName"] = "repo1", ["options"] = new JsonArray("--type=full") };
        await PatchAsync(new JsonObject
        {
            ["metadata"] = new JsonObject { ["annotations"] = new JsonObject { [Group + "/pgbackrest-backup"] = id } },
            ["spec"] = new JsonObject { ["backups"] = new JsonObject { ["pgbackrest"] = new JsonObject { ["manual"] = manual } } },
        });
        await StatusAsync(s => s["pgbackrest"]?["manualBackup"] is { } b && b["id"]?.ToString() == id && b["succeeded"]?.GetValue<int>() == 1, $"backup {id} is taken");
    }

    /// <summary>Awaits something of the cluster's status.</summary>
    public Task StatusAsync(Func<JsonNode, bool> holds, string what) => Condition.HoldsAsync(async () => (await ClusterAsync())?.At("status") is { } status && holds(status), what);

    /// <summary>Changes the PostgresCluster by a merge patch.</summary>
    public async Task PatchAsync(JsonObject patch) => await api.PatchAsync(await KindAsync($"{Group}/v1beta1", "PostgresCluster"), Space, Name, patch, status: false, Token);

    /// <summary>Applies manifests as Flux does: server-side, with force.</summary>
    public async Task ApplyAsync(string manifests)
    {
        foreach (KubeObject wanted in YamlManifests.Read(manifests))
        {
            await api.ApplyAsync(await KindAsync(wanted.ApiVersion, wanted.Kind), wanted, force: true, Token);
        }
    }

    /// <summary>Deletes the PostgresCluster, and returns when it is gone.</summary>
    public async Task DeleteAsync()
    {
        KubeObject found = await ClusterAsync() ?? throw new InvalidOperationException("there is none");
        await api.DeleteAsync(await KindAsync($"{Group}/v1beta1", "PostgresCluster"), Space, Name, found.Uid, Token);
        await Condition.HoldsAsync(async () => (await ClusterAsync())?.Uid != found.Uid, "the PostgresCluster is gone");
    }

    private async Task<KubeKind> KindAsync(string apiVersion, string kind) =>
        await api.FindKindAsync(apiVersion, kind, Token) ?? throw new InvalidOperationException($"no {kind} of {apiVersion} is served");
}
