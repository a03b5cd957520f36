using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>The helm controller: a chart is a function of the release here; versions, retries, reset and uninstall are as in the real one.</summary>
internal sealed class HelmController(FluxApi flux, FluxOptions options)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    /// <summary>Brings one HelmRelease forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (options.Idle.Contains("helm") || await flux.GetAsync(FluxApi.HelmGroup, key.Kind, key.Namespace, key.Name, cancellationToken) is not { } of)
        {
            return null;
        }

        string chart = of.TextAt("spec", "chart", "spec", "chart") ?? of.TextAt("spec", "chartRef", "name") ?? "";
        string version = of.TextAt("spec", "chart", "spec", "version") ?? "1.0.0";
        if (of.IsDeleting)
        {
            if (!FluxApi.IsSuspended(of) && options.Charts.TryGetValue(chart, out var uninstalled))
            {
                foreach (KubeObject one in uninstalled(of))
                {
                    if (await flux.Cluster.FindKindAsync(one.ApiVersion, one.Kind, cancellationToken) is { } kind)
                    {
                        await flux.Cluster.DeleteAsync(kind, one.Namespace, one.Name, null, cancellationToken);
                    }
                }
            }

            await flux.RemoveFinalizerAsync(of, cancellationToken);
            return null;
        }

        if (await flux.AddFinalizerAsync(of, cancellationToken))
        {
            return TimeSpan.Zero;
        }

        StatusConditions conditions = flux.Conditions(of);
        if (FluxApi.IsSuspended(of))
        {
            await flux.EndAsync(of, conditions, [], always: false, cancellationToken);
            return null;
        }

        conditions.Set("Reconciling", "True", "Progressing", "Fulfilling prerequisites", of.Generation);
        await flux.StatusAsync(of, new JsonObject { ["conditions"] = conditions.ToJson() }, cancellationToken);
        if (await DependencyFaultAsync(of, cancellationToken) is { } fault)
        {
            conditions.Set("Ready", "False", "DependencyNotReady", fault, of.Generation);
            await flux.EndAsync(of, conditions, [], always: false, cancellationToken);
            return options.ForgetsDependents ? null : options.DependencyPause;
        }

        if (!options.Charts.TryGetValue(chart, out var install))
        {
            conditions.Set("Ready", "False", "SourceNotReady", $"HelmChart '{of.Namespace}/{of.Namespace}-{of.Name}' is not ready: latest generation of object has not been reconciled", of.Generation);
            await flux.EndAsync(of, conditions, [], always: true, cancellationToken);
            return null;
        }

        return await InstallAsync(of, conditions, chart, version, install(of), cancellationToken);
    }

    private async Task<TimeSpan?> InstallAsync(KubeObject of, StatusConditions conditions, string chart, string version, IReadOnlyList<KubeObject> objects, CancellationToken cancellationToken)
    {
        string? reset = of.TextAt("metadata", "annotations", "reconcile.fluxcd.io/resetAt");
        bool isReset = reset is not null && reset == FluxApi.Requested(of) && reset != of.TextAt("status", "lastHandledResetAt");
        bool isOther = of.At("status", "lastAttemptedGeneration") is not JsonValue value || !value.TryGetValue(out long attempted) || attempted != of.Generation;
        long failures = isReset || isOther ? 0 : of.At("status", "failures") is JsonValue f && f.TryGetValue(out long n) ? n : 0;
        long retries = of.At("spec", "install", "remediation", "retries") is JsonValue r && r.TryGetValue(out long count) ? count : 0;
        JsonObject status = new() { ["lastAttemptedGeneration"] = of.Generation, ["lastAttemptedRevision"] = version, ["storageNamespace"] = of.Namespace };
        if (isReset)
        {
            status["lastHandledResetAt"] = reset;
        }

        if (failures > retries)
        {
            conditions.Set("Ready", "False", "RetriesExceeded", "Failed to install: retries exhausted", of.Generation);
            conditions.Set("Stalled", "True", "RetriesExceeded", "Failed to install: retries exhausted", of.Generation);
            await flux.EndAsync(of, conditions, status, always: true, cancellationToken);
            return null;
        }

        conditions.Remove("Stalled");
        if (options.FailingReleases.TryGetValue(of.Name, out int left) && left > 0)
        {
            options.FailingReleases[of.Name] = left - 1;
            status["failures"] = failures + 1;
            status["history"] = History(of, chart, version, "failed");
            conditions.Set("Ready", "False", "InstallFailed", $"Helm install failed for release {of.Namespace}/{of.Name} with chart {chart}@{version}: context deadline exceeded", of.Generation);
            await flux.EndAsync(of, conditions, status, always: true, cancellationToken);
            return Retry;
        }

        foreach (KubeObject one in objects)
        {
            if (await flux.Cluster.FindKindAsync(one.ApiVersion, one.Kind, cancellationToken) is { } kind)
            {
                await flux.Cluster.ApplyAsync(kind, one, force: true, cancellationToken);
            }
        }

        if (options.Installs.TryGetValue(chart, out var further))
        {
            await further(cancellationToken);
        }

        status["failures"] = 0;
        status["history"] = History(of, chart, version, "deployed");
        conditions.Set("Ready", "True", "InstallSucceeded", $"Helm install succeeded for release {of.Namespace}/{of.Name}.v1 with chart {chart}@{version}", of.Generation);
        conditions.Set("Released", "True", "InstallSucceeded", $"Helm install succeeded for release {of.Namespace}/{of.Name}.v1 with chart {chart}@{version}", of.Generation);
        await flux.EndAsync(of, conditions, status, always: true, cancellationToken);
        return FluxApi.Duration(of.TextAt("spec", "interval"), TimeSpan.FromMinutes(10));
    }

    private async Task<string?> DependencyFaultAsync(KubeObject of, CancellationToken cancellationToken)
    {
        foreach (JsonObject reference in (of.At("spec", "dependsOn") as JsonArray ?? []).OfType<JsonObject>())
        {
            string @namespace = reference["namespace"]?.ToString() ?? of.Namespace!;
            KubeObject? dependency = await flux.GetAsync(FluxApi.HelmGroup, of.Kind, @namespace, reference["name"]!.ToString(), cancellationToken);
            if (dependency is null || Health.Fault(dependency) is not null)
            {
                return dependency is null ? $"unable to get '{@namespace}/{reference["name"]}' dependency" : $"dependency '{@namespace}/{reference["name"]}' is not ready";
            }
        }

        return null;
    }

    private JsonArray History(KubeObject of, string chart, string version, string state)
    {
        string now = flux.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        return
        [
            new JsonObject
            {
                ["name"] = of.Name, ["namespace"] = of.Namespace, ["version"] = 1, ["chartName"] = chart, ["chartVersion"] = version, ["status"] = state,
                ["configDigest"] = "sha256:0", ["digest"] = "sha256:0", ["firstDeployed"] = now, ["lastDeployed"] = now,
            },
        ];
    }
}
