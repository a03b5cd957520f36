using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;
using Phoenix.KubeSim.Storage;

namespace Phoenix.KubeSim.Writing;

/// <summary>
/// Admission webhooks as far as they fail: where the Service of one has no ready endpoint, what it would be asked about is refused with the error that
/// everybody knows from the first minutes of a cluster. A webhook that could be reached lets everything pass.
/// </summary>
internal sealed class WebhookAdmission(ObjectStore store)
{
    /// <exception cref="ApiException">500: a webhook that must be asked cannot be reached.</exception>
    public void Admit(ResourceType type, string version, string operation)
    {
        // Their own configurations are never asked about.
        if (type.Group == "admissionregistration.k8s.io")
        {
            return;
        }

        foreach (string kind in new[] { "mutatingwebhookconfigurations", "validatingwebhookconfigurations" })
        {
            foreach (StoredObject configuration in store.List(BuiltInTypes.Get(kind).Qualified, null).Objects)
            {
                foreach (JsonNode? webhook in configuration.Content["webhooks"] as JsonArray ?? [])
                {
                    if (webhook.TextAt("failurePolicy") != "Ignore" && Asks(webhook, type, version, operation) && webhook.At("clientConfig", "service") is { } service && !Ready(service))
                    {
                        string path = service.TextAt("path") ?? "/";
                        decimal port = service.At("port").Number() ?? 443;
                        throw ApiErrors.Internal($"failed calling webhook \"{webhook.TextAt("name")}\": failed to call webhook: Post \"https://{service.TextAt("name")}.{service.TextAt("namespace")}.svc:{port}{path}?timeout=10s\": dial tcp {Address(service)}:{port}: connect: connection refused");
                    }
                }
            }
        }
    }

    private static bool Asks(JsonNode? webhook, ResourceType type, string version, string operation) =>
        (webhook.At("rules") as JsonArray ?? []).Any(rule =>
            Names(rule, "apiGroups", type.Group) && Names(rule, "apiVersions", version) && (Names(rule, "resources", type.Plural) || rule.At("resources").Texts().Contains("*/*")) && Names(rule, "operations", operation)
            && (rule.TextAt("scope") ?? "*") is var scope && (scope == "*" || scope == (type.Namespaced ? "Namespaced" : "Cluster")));

    private static bool Names(JsonNode? rule, string key, string value) => rule.At(key).Texts().Any(one => one == "*" || one == value);

    private bool Ready(JsonNode service) => store.List("endpointslices.discovery.k8s.io", service.TextAt("namespace")).Objects
        .Where(slice => slice.Content.TextAt("metadata", "labels", "kubernetes.io/service-name") == service.TextAt("name"))
        .SelectMany(slice => slice.Content["endpoints"] as JsonArray ?? [])
        .Any(endpoint => endpoint.At("conditions", "ready") is null || endpoint.At("conditions", "ready").IsTrue());

    private string Address(JsonNode service) => store.Get("services", service.TextAt("namespace"), service.TextAt("name") ?? "")?.Content.TextAt("spec", "clusterIP") ?? "10.96.0.1";
}
