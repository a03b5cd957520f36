using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ExternalSecrets;

/// <summary>Validates stores: one whose provider is not known, or is said to be invalid, is not ready.</summary>
internal sealed class StoreController(IClusterApi api, ExternalSecretsOptions options, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Brings one store forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (options.IsIdle || await api.FindKindAsync("external-secrets.io/", key.Kind, cancellationToken) is not { } kind
            || await api.GetAsync(kind, key.Namespace, key.Name, cancellationToken) is not { IsDeleting: false } store)
        {
            return options.IsIdle ? Interval : null;
        }

        StatusConditions conditions = new(store, time.GetUtcNow());
        string? fault = options.InvalidStores.TryGetValue(key.Name, out string? invalid) ? invalid : options.Providers.ContainsKey(key.Name) ? null : "unable to create client: no such provider";
        string status = fault is null ? "True" : "False";
        if (conditions["Ready"] != status)
        {
            conditions.Set("Ready", status, fault is null ? "Valid" : "InvalidProviderConfig", fault is null ? "store validated" : $"unable to validate store: {fault}");
            await api.PatchAsync(
                kind, key.Namespace, key.Name, new JsonObject { ["status"] = new JsonObject { ["capabilities"] = "ReadWrite", ["conditions"] = conditions.ToJson() } }, status: true, cancellationToken);
        }

        return Interval;
    }
}
