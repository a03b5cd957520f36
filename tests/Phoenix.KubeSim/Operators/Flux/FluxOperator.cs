using Phoenix.Errors;
using Phoenix.KubeSim.Operators.Platform;
using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>The double of Flux: source, kustomize and helm controller as ordinary clients of the API.</summary>
public sealed class FluxOperator : IAsyncDisposable
{
    private readonly ControllerLoop[] _loops;

    private FluxOperator(ControllerLoop[] loops) => _loops = loops;

    /// <summary>What the API refused so far.</summary>
    public IEnumerable<PhoenixException> Errors => _loops.SelectMany(l => l.Errors);

    /// <summary>Starts the controllers.</summary>
    /// <param name="api">The cluster, as field manager <c>kustomize-controller</c> where that can be chosen.</param>
    /// <param name="options">Repositories, charts and faults.</param>
    /// <param name="time">The clock.</param>
    public static FluxOperator Start(IClusterApi api, FluxOptions options, TimeProvider time)
    {
        Dictionary<ControllerKey, (string? Kind, string? Namespace, string? Name)> followers = [];
        FluxApi flux = new(api, time);
        SourceController sources = new(flux, options);
        KustomizeController kustomize = new(flux, sources, options);
        HelmController helm = new(flux, options);
        ControllerLoop source = new(api, time, sources.ReconcileAsync);
        ControllerLoop kustomizations = new(api, time, kustomize.ReconcileAsync);
        ControllerLoop releases = new(api, time, helm.ReconcileAsync);
        foreach (string kind in (string[])["GitRepository", "OCIRepository"])
        {
            source.Watch(FluxApi.SourceGroup, kind, o => [ControllerKey.Of(o)], FluxApi.Concerns);

            // A new revision wakes up what is applied from it, in any order: dependents find their dependencies unready and wait.
            kustomizations.Watch(
                FluxApi.SourceGroup, kind, o => options.MissesRevisions ? [] : Followers(o), o => o.TextAt("status", "artifact", "revision") ?? "");
        }

        kustomizations.Watch(FluxApi.KustomizeGroup, "Kustomization", Known, FluxApi.Concerns);
        releases.Watch(FluxApi.HelmGroup, "HelmRelease", o => [ControllerKey.Of(o)], FluxApi.Concerns);
        return new FluxOperator([source, kustomizations, releases]);

        IEnumerable<ControllerKey> Known(KubeObject of)
        {
            lock (followers)
            {
                followers[ControllerKey.Of(of)] = (of.TextAt("spec", "sourceRef", "kind"), of.TextAt("spec", "sourceRef", "namespace") ?? of.Namespace, of.TextAt("spec", "sourceRef", "name"));
            }

            return [ControllerKey.Of(of)];
        }

        IEnumerable<ControllerKey> Followers(KubeObject of)
        {
            lock (followers)
            {
                return [.. followers.Where(f => f.Value == (of.Kind, of.Namespace, of.Name)).Select(f => f.Key)];
            }
        }
    }

    /// <summary>Ends the controllers.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (ControllerLoop loop in _loops)
        {
            await loop.DisposeAsync();
        }
    }
}
