using Phoenix.Kubernetes.Cluster;

namespace Phoenix.KubeSim.Operators.Flux;

/// <summary>What the double of Flux works with, and the faults that tests plant. All may be changed while it runs.</summary>
public sealed class FluxOptions
{
    /// <summary>The repositories by the <c>spec.url</c> of their source.</summary>
    public IDictionary<string, FluxRepository> Repositories { get; } = new Dictionary<string, FluxRepository>();

    /// <summary>Charts by name: what a release of one makes, from the HelmRelease.</summary>
    public IDictionary<string, Func<KubeObject, IReadOnlyList<KubeObject>>> Charts { get; } = new Dictionary<string, Func<KubeObject, IReadOnlyList<KubeObject>>>();

    /// <summary>Charts by name: what else their installation does; awaited before the release is ready, as helm waits for pods.</summary>
    public IDictionary<string, Func<CancellationToken, Task>> Installs { get; } = new Dictionary<string, Func<CancellationToken, Task>>();

    /// <summary>How long the controllers wait before they look again at unready dependencies (Flux: 30 s).</summary>
    public TimeSpan DependencyPause { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether objects with unready dependencies are not looked at again by themselves: the reported fault in which a dependent sits for hours.</summary>
    public bool ForgetsDependents { get; set; }

    /// <summary>Whether a new artifact wakes nobody up.</summary>
    public bool MissesRevisions { get; set; }

    /// <summary>Controllers that do nothing: <c>kustomize</c>, <c>helm</c>, <c>source</c>.</summary>
    public ISet<string> Idle { get; } = new HashSet<string>();

    /// <summary>How often the release of a name still fails before it works.</summary>
    public IDictionary<string, int> FailingReleases { get; } = new Dictionary<string, int>();

    /// <summary>Objects (<c>namespace/name</c>) that the controller refuses for good, with the message.</summary>
    public IDictionary<string, string> Stalled { get; } = new Dictionary<string, string>();
}
