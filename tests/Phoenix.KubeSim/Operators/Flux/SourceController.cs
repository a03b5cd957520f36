using System.Globalization;
using System.Text.Json.Nodes;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>The source controller: fetches repositories at their interval and when it is asked, and keeps what it fetched last.</summary>
internal sealed class SourceController(FluxApi flux, FluxOptions options)
{
    private readonly Dictionary<string, (string Revision, IReadOnlyDictionary<string, string> Files)> _artifacts = [];
    private readonly Lock _lock = new();

    /// <summary>The files of an artifact; null when they are not there.</summary>
    internal IReadOnlyDictionary<string, string>? Files(KubeObject source)
    {
        lock (_lock)
        {
            return _artifacts.TryGetValue(source.ToString(), out var artifact) && artifact.Revision == source.TextAt("status", "artifact", "revision") ? artifact.Files : null;
        }
    }

    /// <summary>Brings one source forward.</summary>
    internal async Task<TimeSpan?> ReconcileAsync(ControllerKey key, CancellationToken cancellationToken)
    {
        if (options.Idle.Contains("source") || await flux.GetAsync(FluxApi.SourceGroup, key.Kind, key.Namespace, key.Name, cancellationToken) is not { } source)
        {
            return null;
        }

        if (source.IsDeleting)
        {
            await flux.RemoveFinalizerAsync(source, cancellationToken);
            return null;
        }

        if (await flux.AddFinalizerAsync(source, cancellationToken))
        {
            return TimeSpan.Zero;
        }

        StatusConditions conditions = flux.Conditions(source);
        if (FluxApi.IsSuspended(source))
        {
            return null;
        }

        TimeSpan interval = FluxApi.Duration(source.TextAt("spec", "interval"), TimeSpan.FromMinutes(1));
        string url = source.TextAt("spec", "url") ?? "";
        JsonObject status = [];
        if (!options.Repositories.TryGetValue(url, out FluxRepository? repository) || repository.Fault is not null || repository.Fetch() is not ({ } revision, var files))
        {
            conditions.Set("Ready", "False", "GitOperationFailed", $"failed to checkout and determine revision: unable to clone '{url}': {repository?.Fault ?? "repository not found"}", source.Generation);
            await flux.EndAsync(source, conditions, status, always: true, cancellationToken);
            return TimeSpan.FromSeconds(10);
        }

        lock (_lock)
        {
            _artifacts[source.ToString()] = (revision, files);
        }

        string folder = $"gitrepository/{source.Namespace}/{source.Name}";
        status["artifact"] = new JsonObject
        {
            ["revision"] = revision,
            ["digest"] = "sha256:" + revision[^40..],
            ["lastUpdateTime"] = source.TextAt("status", "artifact", "revision") == revision
                ? source.TextAt("status", "artifact", "lastUpdateTime")
                : flux.Time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            ["path"] = $"{folder}/{revision[^40..]}.tar.gz",
            ["url"] = $"http://source-controller.flux-system.svc.cluster.local./{folder}/{revision[^40..]}.tar.gz",
        };
        conditions.Set("Ready", "True", "Succeeded", $"stored artifact for revision '{revision}'", source.Generation);
        conditions.Set("ArtifactInStorage", "True", "Succeeded", $"stored artifact for revision '{revision}'", source.Generation);
        await flux.EndAsync(source, conditions, status, always: true, cancellationToken);
        return interval;
    }
}
