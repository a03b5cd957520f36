using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Errors;
using Phoenix.KubeSim.Objects;
using Phoenix.KubeSim.Resources;

namespace Phoenix.KubeSim.Writing;

/// <summary>The few defaults and checks of built-in types that clients meet.</summary>
internal static class BuiltInRules
{
    private static int _address;

    /// <summary>Fills defaults in, in place.</summary>
    public static void Default(ResourceType type, JsonObject content, JsonObject? before)
    {
        switch (type.Qualified)
        {
            case "secrets":
                EncodeStrings(content);
                content["type"] ??= "Opaque";
                break;
            case "namespaces":
                content.Object("metadata").Object("labels")["kubernetes.io/metadata.name"] = content.TextAt("metadata", "name");
                content.Object("spec")["finalizers"] = before.At("spec", "finalizers")?.DeepClone() ?? new JsonArray("kubernetes");
                if (before is null)
                {
                    content.Object("status")["phase"] = "Active";
                }

                break;
            case "services":
                Service(content, before);
                break;
            case "customresourcedefinitions.apiextensions.k8s.io":
                CustomTypes.Default(content);
                break;
            case "pods":
                content.Object("spec")["restartPolicy"] ??= "Always";
                content.Object("spec")["terminationGracePeriodSeconds"] ??= 30;
                Containers(content["spec"]!.AsObject());
                content.Object("status")["phase"] ??= "Pending";
                break;
            case "persistentvolumeclaims":
                content.Object("spec")["volumeMode"] ??= "Filesystem";
                content.Object("status")["phase"] ??= "Pending";
                break;
            case "deployments.apps" or "statefulsets.apps" or "replicasets.apps":
                content.Object("spec")["replicas"] ??= 1;
                Template(content);
                break;
            case "daemonsets.apps":
                Template(content);
                break;
            case "jobs.batch":
                JsonObject job = content.Object("spec");
                job["backoffLimit"] ??= 6;
                job["completions"] ??= 1;
                job["parallelism"] ??= 1;
                job["suspend"] ??= false;
                Template(content);
                break;
        }
    }

    public static IEnumerable<FieldError> Check(ResourceType type, JsonObject content, JsonObject? before)
    {
        switch (type.Qualified)
        {
            case "secrets":
                foreach ((string key, JsonNode? value) in content["data"] as JsonObject ?? [])
                {
                    if (value is not null && (value.Text() is not { } text || !Base64.IsValid(Encoding.UTF8.GetBytes(text))))
                    {
                        throw ApiErrors.BadRequest($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in data.{key}");
                    }
                }

                if (before is not null && before.TextAt("type") != content.TextAt("type"))
                {
                    yield return FieldError.Invalid("type", JsonValue.Create(content.TextAt("type")).Write(), "field is immutable");
                }

                break;
            case "deployments.apps" or "statefulsets.apps" or "daemonsets.apps" or "replicasets.apps":
                if (content.At("spec", "selector") is not JsonObject selector)
                {
                    yield return FieldError.Required("spec.selector");
                }
                else if (before is not null && !JsonNode.DeepEquals(before.At("spec", "selector"), selector))
                {
                    yield return FieldError.Invalid("spec.selector", selector.Write(), "field is immutable");
                }
                else if (selector["matchLabels"] is JsonObject wanted && wanted.Any(pair => content.TextAt("spec", "template", "metadata", "labels", pair.Key) != pair.Value.Text()))
                {
                    yield return FieldError.Invalid("spec.template.metadata.labels", content.At("spec", "template", "metadata", "labels").Write(), "`selector` does not match template `labels`");
                }

                break;
            case "customresourcedefinitions.apiextensions.k8s.io":
                foreach (FieldError error in CustomTypes.Check(content))
                {
                    yield return error;
                }

                break;
            case "pods":
                if (content.At("spec", "containers") is not JsonArray { Count: > 0 })
                {
                    yield return FieldError.Required("spec.containers");
                }

                break;
            case "jobs.batch":
                if (before is not null && !JsonNode.DeepEquals(before.At("spec", "template"), content.At("spec", "template")))
                {
                    yield return FieldError.Invalid("spec.template", content.At("spec", "template").Write(), "field is immutable");
                }

                break;
        }

        if (type.Qualified is "secrets" or "configmaps" && before.At("immutable").IsTrue() && (!JsonNode.DeepEquals(before.At("data"), content["data"]) || !content["immutable"].IsTrue()))
        {
            yield return FieldError.Forbidden("data", "field is immutable when `immutable` is set");
        }
    }

    // stringData is for writing only: it ends up in data.
    private static void EncodeStrings(JsonObject content)
    {
        if (content["stringData"] is JsonObject strings)
        {
            JsonObject data = content.Object("data");
            foreach ((string key, JsonNode? value) in strings)
            {
                data[key] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? ""));
            }
        }

        content.Remove("stringData");
    }

    private static void Service(JsonObject content, JsonObject? before)
    {
        JsonObject spec = content.Object("spec");
        spec["type"] ??= "ClusterIP";
        spec["sessionAffinity"] ??= "None";
        if (spec.TextAt("type") != "ExternalName")
        {
            string address = spec.TextAt("clusterIP") ?? before.TextAt("spec", "clusterIP") ?? NextAddress();
            spec["clusterIP"] = address;
            spec["clusterIPs"] ??= new JsonArray(address);
        }

        foreach (JsonObject port in (spec["ports"] as JsonArray ?? []).OfType<JsonObject>())
        {
            port["protocol"] ??= "TCP";
            port["targetPort"] ??= port["port"]?.DeepClone();
        }

        content.Object("status").Object("loadBalancer");
    }

    private static string NextAddress()
    {
        int next = Interlocked.Increment(ref _address);
        return string.Create(CultureInfo.InvariantCulture, $"10.96.{next / 250 % 250}.{next % 250 + 1}");
    }

    private static void Template(JsonObject content)
    {
        if (content.At("spec", "template", "spec") is JsonObject spec)
        {
            spec["restartPolicy"] ??= "Always";
            Containers(spec);
        }
    }

    private static void Containers(JsonObject spec)
    {
        foreach (JsonObject container in new[] { "containers", "initContainers" }.SelectMany(key => spec[key] as JsonArray ?? []).OfType<JsonObject>())
        {
            container["terminationMessagePath"] ??= "/dev/termination-log";
            foreach (JsonObject port in (container["ports"] as JsonArray ?? []).OfType<JsonObject>())
            {
                port["protocol"] ??= "TCP";
            }
        }
    }
}
