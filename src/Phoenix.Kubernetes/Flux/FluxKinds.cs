using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Flux;

/// <summary>The kinds of Flux that Phoenix reads, and the names of what it writes on them.</summary>
internal static class FluxKinds
{
    /// <summary>Asks for a reconciliation by any new value; the controller notes the value in <c>status.lastHandledReconcileAt</c>.</summary>
    internal const string RequestedAt = "reconcile.fluxcd.io/requestedAt";

    /// <summary>With the value of <see cref="RequestedAt"/>, a HelmRelease forgets how often it failed.</summary>
    internal const string ResetAt = "reconcile.fluxcd.io/resetAt";

    /// <summary>Who of Phoenix suspended an object. What another part of it holds is never resumed or waited for.</summary>
    internal const string HeldBy = "phoenix/held-by";

    /// <summary>Label of what a Kustomization applied: its name.</summary>
    internal const string OwnerName = "kustomize.toolkit.fluxcd.io/name";

    /// <summary>Label of what a Kustomization applied: its namespace.</summary>
    internal const string OwnerNamespace = "kustomize.toolkit.fluxcd.io/namespace";

    private const string SourceGroup = "source.toolkit.fluxcd.io/";

    /// <summary>What is applied from a source.</summary>
    internal static readonly SnapshotKind Kustomization = new("kustomize.toolkit.fluxcd.io/", "Kustomization");

    /// <summary>A chart's release.</summary>
    internal static readonly SnapshotKind HelmRelease = new("helm.toolkit.fluxcd.io/", "HelmRelease");

    /// <summary>A chart as it was fetched for a release.</summary>
    internal static readonly SnapshotKind HelmChart = new(SourceGroup, "HelmChart");

    /// <summary>Sources of Kustomizations that can be asked to fetch anew.</summary>
    internal static readonly IReadOnlyList<SnapshotKind> Sources = [new(SourceGroup, "GitRepository"), new(SourceGroup, "OCIRepository"), new(SourceGroup, "Bucket")];

    /// <summary>
    /// All, what makes others first: a list in this order has every object that a Kustomization which it shows as ready had applied, and a source that is
    /// at least as new as what was applied.
    /// </summary>
    internal static readonly IReadOnlyList<SnapshotKind> All = [Kustomization, HelmRelease, HelmChart, .. Sources];

    /// <summary>The kind of a key; null for one that is not read.</summary>
    internal static SnapshotKind? Find(string kind) => All.FirstOrDefault(k => k.Kind == kind);
}
