using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.ExternalSecrets;

/// <summary>Fetches and writes Secrets, with the operator's own rules of when to fetch again, and its way of saying <c>SecretSynced</c> of nothing.</summary>
internal sealed class SecretController(IClusterApi api, ExternalSecretsOptions options, TimeProvider time)
{
    internal const string ManagedLabel = "reconcile.external-secrets.io/managed";
    private const string DataHash = "reconcile.external-secrets.io/data-hash";
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);

    /// <summary>A digest of labels and annotations, which asks for a fetch when it changes.</summary>
    internal static string MetadataHash(KubeObject of) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{of.At("metadata", "labels")?.ToJsonString()} {of.At("metadata", "annotations")?.ToJsonString()}")))[..16];

    /// <summary>Brings one ExternalSecret forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (options.IsIdle || await api.FindKindAsync("external-secrets.io/", key.Kind, cancellationToken) is not { } kind
            || await api.GetAsync(kind, key.Namespace, key.Name, cancellationToken) is not { IsDeleting: false } of)
        {
            return null;
        }

        KubeKind secrets = (await api.FindKindAsync("v1", "Secret", cancellationToken))!;
        string target = of.TextAt("spec", "target", "name") is { Length: > 0 } name ? name : of.Name;
        KubeObject? existing = await api.GetAsync(secrets, of.Namespace, target, cancellationToken);
        TimeSpan interval = Flux.FluxApi.Duration(of.TextAt("spec", "refreshInterval"), TimeSpan.FromHours(1));

        // Since 0.19 a Secret of its own fate is not looked at again (pull request 4956): before that, External Secrets and an operator that adds keys fought for ever (issue 5856).
        bool isValid = of.TextAt("spec", "target", "creationPolicy") == "Orphan" || (existing is not null && existing.TextAt("metadata", "annotations", DataHash) == Hash(existing.At("data")));
        if (!ShouldRefresh(of, interval) && isValid)
        {
            return interval;
        }

        try
        {
            Dictionary<string, string> fetched = await FetchAsync(of, cancellationToken);
            string message = "secret synced";
            if (fetched.Count == 0 && (of.TextAt("spec", "target", "deletionPolicy") ?? "Retain") == "Retain")
            {
                message = "secret retained due to DeletionPolicy=Retain";
            }
            else
            {
                await WriteAsync(of, secrets, target, existing, Rendered(of, fetched), cancellationToken);
            }

            await EndAsync(of, kind, "True", "SecretSynced", message, target, cancellationToken);
            return of.TextAt("spec", "refreshPolicy") == "CreatedOnce" || interval == TimeSpan.Zero ? null : interval;
        }
        catch (Exception e) when (e is FormatException or KeyNotFoundException)
        {
            string what = e is FormatException ? "could not update secret" : "could not get secret data from provider";
            await EventAsync(of, e.Message, cancellationToken);
            await EndAsync(of, kind, "False", "SecretSyncedError", what, null, cancellationToken);
            return Retry;
        }
    }

    private static string Version(KubeObject of) => $"{of.Generation}-{MetadataHash(of)}";

    private static string Hash(JsonNode? data) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat((data as JsonObject ?? []).OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => $"{d.Key}={d.Value};")))))[..32];

    private static IEnumerable<JsonObject> Items(KubeObject of, string key) => (of.At("spec", key) as JsonArray ?? []).OfType<JsonObject>();

    private static Dictionary<string, string> Rendered(KubeObject of, Dictionary<string, string> fetched)
    {
        JsonObject template = of.At("spec", "target", "template", "data") as JsonObject ?? [];
        if (template.Count == 0)
        {
            return fetched;
        }

        Dictionary<string, string> rendered = of.TextAt("spec", "target", "template", "mergePolicy") == "Merge" ? new(fetched) : [];
        foreach ((string key, JsonNode? value) in template)
        {
            rendered[key] = GoTemplate.Render(key, value!.ToString(), fetched);
        }

        return rendered;
    }

    private bool ShouldRefresh(KubeObject of, TimeSpan interval)
    {
        string? synced = of.TextAt("status", "syncedResourceVersion");
        string? at = of.TextAt("status", "refreshTime");
        return of.TextAt("spec", "refreshPolicy") switch
        {
            "CreatedOnce" => string.IsNullOrEmpty(synced) || at is null,
            "OnChange" => synced != Version(of),
            _ => synced != Version(of) || at is null
                || (interval > TimeSpan.Zero && DateTimeOffset.Parse(at, CultureInfo.InvariantCulture) + interval < time.GetUtcNow()),
        };
    }

    private async Task<Dictionary<string, string>> FetchAsync(KubeObject of, CancellationToken cancellationToken)
    {
        Dictionary<string, string> fetched = [];
        foreach (JsonObject from in Items(of, "dataFrom"))
        {
            IDictionary<string, string> provider = await ProviderAsync(of, from, cancellationToken);
            if (from["extract"] is JsonObject extract)
            {
                foreach ((string key, JsonNode? value) in JsonNode.Parse(Value(provider, extract)) as JsonObject ?? [])
                {
                    fetched[key] = value?.ToString() ?? "";
                }
            }
            else if (from["find"]?["name"]?["regexp"]?.ToString() is { } pattern)
            {
                foreach ((string key, string value) in provider.Where(p => System.Text.RegularExpressions.Regex.IsMatch(p.Key, pattern)))
                {
                    fetched[key] = options.AnswersEmpty ? "" : value;
                }
            }
        }

        foreach (JsonObject data in Items(of, "data"))
        {
            fetched[data["secretKey"]!.ToString()] = Value(await ProviderAsync(of, data, cancellationToken), data["remoteRef"]!.AsObject());
        }

        return fetched;
    }

    private string Value(IDictionary<string, string> provider, JsonObject reference)
    {
        string key = reference["key"]!.ToString();
        if (!provider.TryGetValue(key, out string? value))
        {
            throw new KeyNotFoundException($"error processing spec.data (key: {key}), err: Secret does not exist");
        }

        if (options.AnswersEmpty)
        {
            return "";
        }

        return reference["property"]?.ToString() is not { Length: > 0 } property ? value
            : (JsonNode.Parse(value) as JsonObject)?[property]?.ToString() ?? throw new KeyNotFoundException($"error processing spec.data (key: {key}), err: property {property} does not exist in key {key}");
    }

    private async Task<IDictionary<string, string>> ProviderAsync(KubeObject of, JsonObject item, CancellationToken cancellationToken)
    {
        JsonObject reference = item["sourceRef"]?["storeRef"] as JsonObject ?? of.At("spec", "secretStoreRef") as JsonObject ?? [];
        string kind = reference["kind"]?.ToString() ?? "SecretStore";
        string name = reference["name"]?.ToString() ?? "";
        KubeObject? store = await api.FindKindAsync("external-secrets.io/", kind, cancellationToken) is { } served
            ? await api.GetAsync(served, kind == "SecretStore" ? of.Namespace : null, name, cancellationToken)
            : null;
        return store is null ? throw new KeyNotFoundException($"could not get {kind} \"{name}\", {kind} \"{name}\" not found")
            : new StatusConditions(store, default)["Ready"] != "True" || !options.Providers.TryGetValue(name, out IDictionary<string, string>? provider)
                ? throw new KeyNotFoundException($"the desired {kind} {name} is not ready")
                : provider;
    }

    private async Task WriteAsync(KubeObject of, KubeKind secrets, string target, KubeObject? existing, Dictionary<string, string> values, CancellationToken cancellationToken)
    {
        string policy = of.TextAt("spec", "target", "creationPolicy") ?? "Owner";
        if (policy == "None" || (policy == "Merge" && existing is null))
        {
            return;
        }

        JsonObject data = new(values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => KeyValuePair.Create<string, JsonNode?>(v.Key, Convert.ToBase64String(Encoding.UTF8.GetBytes(v.Value)))));
        JsonObject labels = of.At("spec", "target", "template", "metadata", "labels")?.DeepClone().AsObject() ?? [];
        JsonObject annotations = of.At("spec", "target", "template", "metadata", "annotations")?.DeepClone().AsObject() ?? [];
        labels[ManagedLabel] = "true";
        annotations[DataHash] = Hash(data);
        JsonObject metadata = new() { ["name"] = target, ["namespace"] = of.Namespace, ["labels"] = labels, ["annotations"] = annotations };
        if (policy == "Owner")
        {
            metadata["ownerReferences"] = new JsonArray(new JsonObject
            {
                ["apiVersion"] = of.ApiVersion, ["kind"] = of.Kind, ["name"] = of.Name, ["uid"] = of.Uid, ["controller"] = true, ["blockOwnerDeletion"] = true,
            });
        }

        JsonObject secret = new() { ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = metadata, ["type"] = of.TextAt("spec", "target", "template", "type") ?? "Opaque", ["data"] = data };
        if (existing is null)
        {
            await api.CreateAsync(secrets, new KubeObject(secret), cancellationToken);
            return;
        }

        // Keys that it wrote before and has no more go; with Merge those of others stay.
        if (policy != "Merge")
        {
            foreach ((string key, _) in existing.At("data") as JsonObject ?? [])
            {
                if (!data.ContainsKey(key))
                {
                    data[key] = null;
                }
            }
        }

        secret.Remove("apiVersion");
        secret.Remove("kind");
        secret.Remove("type");
        await api.PatchAsync(secrets, of.Namespace, target, secret, status: false, cancellationToken);
    }

    private async Task EndAsync(KubeObject of, KubeKind kind, string ready, string reason, string message, string? target, CancellationToken cancellationToken)
    {
        StatusConditions conditions = new(of, time.GetUtcNow());
        conditions.Set("Ready", ready, reason, message);
        JsonObject status = new() { ["conditions"] = conditions.ToJson() };
        if (target is not null)
        {
            status["binding"] = new JsonObject { ["name"] = target };
            status["refreshTime"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            status["syncedResourceVersion"] = Version(of);
        }

        await api.PatchAsync(kind, of.Namespace, of.Name, new JsonObject { ["status"] = status }, status: true, cancellationToken);
    }

    private async Task EventAsync(KubeObject of, string message, CancellationToken cancellationToken)
    {
        if (await api.FindKindAsync("v1", "Event", cancellationToken) is not { } events)
        {
            return;
        }

        string now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        await api.CreateAsync(
            events,
            new KubeObject(new JsonObject
            {
                ["apiVersion"] = "v1", ["kind"] = "Event",
                ["metadata"] = new JsonObject { ["name"] = $"{of.Name}.{Guid.NewGuid():N}", ["namespace"] = of.Namespace },
                ["involvedObject"] = new JsonObject { ["apiVersion"] = of.ApiVersion, ["kind"] = of.Kind, ["namespace"] = of.Namespace, ["name"] = of.Name, ["uid"] = of.Uid },
                ["type"] = "Warning", ["reason"] = "UpdateFailed", ["message"] = message, ["firstTimestamp"] = now, ["lastTimestamp"] = now, ["count"] = 1,
                ["source"] = new JsonObject { ["component"] = "external-secrets" },
            }),
            cancellationToken);
    }
}
