using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Stacks;

namespace Phoenix.Kubernetes.Manifests;

/// <summary>
/// Whether an admission webhook's Service has a ready endpoint. A running pod is not enough: until it is ready, and an EndpointSlice says so, the API server's calls are refused. Waits on a watch.
/// </summary>
/// <param name="definition">The Service.</param>
/// <param name="api">The cluster.</param>
/// <param name="time">The clock.</param>
public sealed class WebhookGate(GateDefinition.Webhook definition, IClusterApi api, TimeProvider time)
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(30);
    private static readonly KubeKind Slices = new("discovery.k8s.io", "v1", "EndpointSlice", "endpointslices", Namespaced: true);
    private static readonly KubeKind Services = new("", "v1", "Service", "services", Namespaced: true);

    /// <summary>The gate.</summary>
    /// <param name="definition">The Service.</param>
    /// <param name="api">The cluster.</param>
    /// <param name="time">The clock.</param>
    public static Gate Create(GateDefinition.Webhook definition, IClusterApi api, TimeProvider time) =>
        new($"webhook {definition.Service} has a ready endpoint", definition.Timeout, new WebhookGate(definition, api, time).LookAsync);

    /// <summary>One look, which lasts until an endpoint is ready, but not longer than half a minute or the gate's own bound.</summary>
    /// <returns>Null when one is ready; else why none is.</returns>
    /// <exception cref="Errors.PhoenixException">The cluster refuses.</exception>
    public async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        (string ns, string name) = (definition.Service.Namespace, definition.Service.Name);
        Dictionary<string, string?> slices = new(StringComparer.Ordinal);
        string why = api.Trouble is string trouble ? $"the API server {trouble}" : "not looked at yet";
        using CancellationTokenSource timeout = new(definition.Timeout < LongestLook ? definition.Timeout : LongestLook, time);
        using CancellationTokenSource until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await foreach (KubeChange change in api.WatchAsync(Slices, ns, null, $"kubernetes.io/service-name={name}", until.Token))
            {
                switch (change.Type)
                {
                    case KubeChangeType.Present:
                        slices[change.Object!.Name] = Trouble(change.Object);
                        break;
                    case KubeChangeType.Gone:
                        slices.Remove(change.Object!.Name);
                        break;
                }

                if (slices.Values.Any(t => t is null))
                {
                    return null;
                }

                why = slices.Count > 0 ? slices.Values.First()! : await api.GetAsync(Services, ns, name, until.Token) is null ? "the Service is not there" : "it has no endpoints: no pod that its selector finds is there";
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            why = api.Trouble is string now ? $"the API server {now}" : why;
        }

        return why;
    }

    // A condition that is not told counts as true, as the API defines it.
    private static string? Trouble(KubeObject slice)
    {
        JsonObject[] endpoints = [.. (slice.At("endpoints") as JsonArray ?? []).OfType<JsonObject>()];
        int ready = endpoints.Count(e => (bool?)e["conditions"]?["ready"] != false && e["addresses"] is JsonArray { Count: > 0 });
        return ready > 0 && slice.At("ports") is JsonArray { Count: > 0 } ? null
            : ready > 0 ? "its endpoints have no port"
            : endpoints.Length == 0 ? "it has no endpoints: no pod that its selector finds is there"
            : $"none of its {endpoints.Length} endpoints is ready";
    }
}
