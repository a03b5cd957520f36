using System.Text;
using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>
/// The kustomize controller, as its source has it: what a suspended, failed or blocked object's status says, and does not say, is the point of it. Its health
/// check looks again each second where the real one polls.
/// </summary>
internal sealed class KustomizeController(FluxApi flux, SourceController sources, FluxOptions options)
{
    private readonly Dictionary<ControllerKey, (string Run, long Since)> _checks = [];
    private readonly KustomizeObjects _objects = new(flux);

    /// <summary>Brings one Kustomization forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (options.Idle.Contains("kustomize") || await flux.GetAsync(FluxApi.KustomizeGroup, key.Kind, key.Namespace, key.Name, cancellationToken) is not { } of)
        {
            return null;
        }

        if (of.IsDeleting)
        {
            return await FinalizeAsync(of, cancellationToken);
        }

        if (await flux.AddFinalizerAsync(of, cancellationToken))
        {
            return TimeSpan.Zero;
        }

        StatusConditions conditions = flux.Conditions(of);
        if (FluxApi.IsSuspended(of))
        {
            // The real one, too, notes the request and the generation here although it does nothing.
            await flux.EndAsync(of, conditions, [], always: false, cancellationToken);
            return null;
        }

        conditions.Remove("Stalled");
        if (options.Stalled.TryGetValue($"{of.Namespace}/{of.Name}", out string? refusal))
        {
            conditions.Set("Ready", "False", "AccessDenied", refusal, of.Generation);
            conditions.Set("Stalled", "True", "AccessDenied", refusal, of.Generation);
            await flux.EndAsync(of, conditions, [], always: true, cancellationToken);
            return null;
        }

        string sourceKind = of.TextAt("spec", "sourceRef", "kind") ?? "GitRepository";
        KubeObject? source = await flux.GetAsync(FluxApi.SourceGroup, sourceKind, of.TextAt("spec", "sourceRef", "namespace") ?? of.Namespace, of.TextAt("spec", "sourceRef", "name") ?? "", cancellationToken);
        TimeSpan retry = FluxApi.Duration(of.TextAt("spec", "retryInterval") ?? of.TextAt("spec", "interval"), TimeSpan.FromMinutes(1));
        if (source is null)
        {
            return await FailAsync(of, conditions, "ArtifactFailed", $"Source '{sourceKind}/{of.TextAt("spec", "sourceRef", "name")}' not found", retry, cancellationToken);
        }

        if (source.TextAt("status", "artifact", "revision") is not { } revision || sources.Files(source) is not { } files)
        {
            return await FailAsync(of, conditions, "ArtifactFailed", "Source artifact not found, retrying in 30s", options.DependencyPause, cancellationToken);
        }

        if (await DependencyFaultAsync(of, source, revision, cancellationToken) is { } dependency)
        {
            TimeSpan? again = await FailAsync(of, conditions, "DependencyNotReady", dependency, options.DependencyPause, cancellationToken);
            return options.ForgetsDependents ? null : again;
        }

        return await ApplyAsync(of, conditions, revision, files, retry, cancellationToken);
    }

    private async Task<TimeSpan?> ApplyAsync(
        KubeObject of, StatusConditions conditions, string revision, IReadOnlyDictionary<string, string> files, TimeSpan retry, CancellationToken cancellationToken)
    {
        string run = $"{of.Generation} {revision} {FluxApi.Requested(of)}";
        JsonObject status = new() { ["lastAttemptedRevision"] = revision };
        if (!_checks.TryGetValue(ControllerKey.Of(of), out var check) || check.Run != run)
        {
            _checks[ControllerKey.Of(of)] = check = (run, flux.Time.GetTimestamp());
            conditions.Set("Ready", "Unknown", "Progressing", "Reconciliation in progress", of.Generation);
            conditions.Set("Reconciling", "True", "Progressing", $"Building manifests for revision {revision} with a timeout of {Timeout(of)}", of.Generation);
            await flux.StatusAsync(of, new JsonObject { ["conditions"] = conditions.ToJson(), ["lastAttemptedRevision"] = revision }, cancellationToken);
        }

        IReadOnlyList<KubeObject> built;
        try
        {
            built = KustomizeBuild.Build(files, of.TextAt("spec", "path") ?? "", await VariablesAsync(of, cancellationToken));
        }
        catch (FormatException e)
        {
            bool isPath = e.Message.StartsWith("kustomization path", StringComparison.Ordinal);
            return await EndAsync(of, conditions, status, isPath ? "ArtifactFailed" : "BuildFailed", e.Message, retry, cancellationToken);
        }

        JsonArray inventory;
        try
        {
            inventory = await _objects.ApplyAsync(of, built, cancellationToken);
        }
        catch (PhoenixException e) when (!e.IsTransient)
        {
            return await EndAsync(of, conditions, status, "ReconciliationFailed", e.Message, retry, cancellationToken);
        }

        status["inventory"] = new JsonObject { ["entries"] = inventory };
        if (FluxApi.Flag(of, "spec", "prune"))
        {
            await _objects.DeleteAsync(of, _objects.Entries(of).Where(e => inventory.All(i => i!["id"]!.ToString() != e.Id)), cancellationToken);
        }

        if (await _objects.UnhealthyAsync(of, inventory, cancellationToken) is { } unhealthy)
        {
            if (flux.Time.GetElapsedTime(check.Since) < Timeout(of))
            {
                conditions.Set("Reconciling", "True", "Progressing", $"Running health checks for revision {revision} with a timeout of {Timeout(of)}", of.Generation);
                await flux.StatusAsync(of, new JsonObject { ["conditions"] = conditions.ToJson(), ["inventory"] = status["inventory"]!.DeepClone() }, cancellationToken);
                return TimeSpan.FromSeconds(1);
            }

            conditions.Set("Healthy", "False", "HealthCheckFailed", unhealthy, of.Generation);
            return await EndAsync(of, conditions, status, "HealthCheckFailed", $"health check failed after {Timeout(of)}: {unhealthy}", retry, cancellationToken);
        }

        status["lastAppliedRevision"] = revision;
        conditions.Set("Ready", "True", "ReconciliationSucceeded", $"Applied revision: {revision}", of.Generation);
        _checks.Remove(ControllerKey.Of(of));
        await flux.EndAsync(of, conditions, status, always: false, cancellationToken);
        return FluxApi.Duration(of.TextAt("spec", "interval"), TimeSpan.FromMinutes(10));
    }

    private static TimeSpan Timeout(KubeObject of) => FluxApi.Duration(of.TextAt("spec", "timeout") ?? of.TextAt("spec", "interval"), TimeSpan.FromMinutes(1));

    private async Task<TimeSpan?> FailAsync(KubeObject of, StatusConditions conditions, string reason, string message, TimeSpan again, CancellationToken cancellationToken)
    {
        conditions.Set("Ready", "False", reason, message, of.Generation);
        await flux.EndAsync(of, conditions, [], always: false, cancellationToken);
        return again;
    }

    private async Task<TimeSpan?> EndAsync(KubeObject of, StatusConditions conditions, JsonObject status, string reason, string message, TimeSpan retry, CancellationToken cancellationToken)
    {
        _checks.Remove(ControllerKey.Of(of));
        conditions.Set("Ready", "False", reason, message, of.Generation);
        conditions.Set("Reconciling", "True", "ProgressingWithRetry", message, of.Generation);
        await flux.EndAsync(of, conditions, status, always: false, cancellationToken);
        return retry;
    }

    private async Task<string?> DependencyFaultAsync(KubeObject of, KubeObject source, string revision, CancellationToken cancellationToken)
    {
        foreach (JsonObject reference in (of.At("spec", "dependsOn") as JsonArray ?? []).OfType<JsonObject>())
        {
            string @namespace = reference["namespace"]?.ToString() ?? of.Namespace!;
            string name = $"{@namespace}/{reference["name"]}";
            if (await flux.GetAsync(FluxApi.KustomizeGroup, of.Kind, @namespace, reference["name"]!.ToString(), cancellationToken) is not { } dependency)
            {
                return $"dependency '{name}' not found: kustomizations.kustomize.toolkit.fluxcd.io \"{reference["name"]}\" not found";
            }

            bool isObserved = dependency.At("status", "observedGeneration") is JsonValue value && value.TryGetValue(out long observed) && observed == dependency.Generation;
            if (!isObserved || flux.Conditions(dependency)["Ready"] != "True")
            {
                return $"dependency '{name}' is not ready";
            }

            bool isSameSource = dependency.TextAt("spec", "sourceRef", "name") == source.Name && (dependency.TextAt("spec", "sourceRef", "namespace") ?? dependency.Namespace) == source.Namespace;
            if (isSameSource && dependency.TextAt("status", "lastAppliedRevision") != revision)
            {
                return $"dependency '{name}' revision is not up to date";
            }
        }

        return null;
    }

    private async Task<IReadOnlyDictionary<string, string>?> VariablesAsync(KubeObject of, CancellationToken cancellationToken)
    {
        if (of.At("spec", "postBuild") is not JsonObject)
        {
            return null;
        }

        Dictionary<string, string> variables = [];
        foreach (JsonObject from in (of.At("spec", "postBuild", "substituteFrom") as JsonArray ?? []).OfType<JsonObject>())
        {
            string kind = from["kind"]!.ToString();
            KubeObject? values = await flux.GetAsync("v1", kind, of.Namespace, from["name"]!.ToString(), cancellationToken);
            if (values is null && from["optional"]?.ToString() != "true")
            {
                throw new FormatException($"post build failed: substitute from '{kind}/{from["name"]}' error: not found");
            }

            foreach ((string key, JsonNode? value) in values?.At("data") as JsonObject ?? [])
            {
                variables[key] = kind == "Secret" ? Encoding.UTF8.GetString(Convert.FromBase64String(value!.ToString())) : value!.ToString();
            }
        }

        foreach ((string key, JsonNode? value) in of.At("spec", "postBuild", "substitute") as JsonObject ?? [])
        {
            variables[key] = value!.ToString();
        }

        return variables;
    }

    // Suspended, or without prune, what was applied stays.
    private async Task<TimeSpan?> FinalizeAsync(KubeObject of, CancellationToken cancellationToken)
    {
        string policy = of.TextAt("spec", "deletionPolicy") ?? "MirrorPrune";
        if (!FluxApi.IsSuspended(of) && (policy is "Delete" or "WaitForTermination" || (policy == "MirrorPrune" && FluxApi.Flag(of, "spec", "prune"))))
        {
            IReadOnlyList<KubeObject> left = await _objects.DeleteAsync(of, _objects.Entries(of), cancellationToken);
            if (policy == "WaitForTermination" && left.Count > 0)
            {
                ControllerKey key = ControllerKey.Of(of);
                if (!_checks.TryGetValue(key, out var check) || check.Run != "deletion")
                {
                    _checks[key] = check = ("deletion", flux.Time.GetTimestamp());
                }

                if (flux.Time.GetElapsedTime(check.Since) < Timeout(of))
                {
                    return TimeSpan.FromMilliseconds(500);
                }
            }
        }

        await flux.RemoveFinalizerAsync(of, cancellationToken);
        return null;
    }
}
