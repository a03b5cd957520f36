using System.Text.Json.Nodes;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Flux;

/// <summary>Reads an object of Flux: a Kustomization, a HelmRelease or a source.</summary>
/// <param name="content">The object.</param>
internal sealed class FluxObject(KubeObject content)
{
    /// <summary>The object.</summary>
    internal KubeObject Content => content;

    /// <summary>Kind, namespace and name.</summary>
    internal FluxKey Key { get; } = new(content.Kind, content.Namespace ?? "", content.Name);

    /// <summary>Whether it is a Kustomization.</summary>
    internal bool IsKustomization => Key.Kind == FluxKinds.Kustomization.Kind;

    /// <summary>Whether the controller leaves it alone.</summary>
    internal bool IsSuspended => content.At("spec", "suspend") is JsonValue value && value.TryGetValue(out bool suspended) && suspended;

    /// <summary>Who of Phoenix suspended it; null for nobody of it.</summary>
    internal string? Holder => content.TextAt("metadata", "annotations", FluxKinds.HeldBy);

    /// <summary>The last request that a controller answered; null for none.</summary>
    internal string? Handled => content.TextAt("status", "lastHandledReconcileAt");

    /// <summary>The generation that the status speaks of; -1 before a controller looked.</summary>
    internal long ObservedGeneration => Number("status", "observedGeneration") ?? -1;

    /// <summary>Whether a controller ever wrote a status.</summary>
    internal bool WasSeen => content.At("status", "conditions") is JsonArray { Count: > 0 };

    /// <summary>Condition Ready.</summary>
    internal ObjectCondition? Ready => ObjectConditions.Find(content, "Ready");

    /// <summary>Condition Reconciling.</summary>
    internal ObjectCondition? Reconciling => ObjectConditions.Find(content, "Reconciling");

    /// <summary>Condition Stalled.</summary>
    internal ObjectCondition? Stalled => ObjectConditions.Find(content, "Stalled");

    /// <summary>Whether the status speaks of the present spec.</summary>
    internal bool IsObserved => content.Generation is long generation && ObservedGeneration == generation;

    /// <summary>The revision that a Kustomization last applied whole; null for none.</summary>
    internal string? AppliedRevision => content.TextAt("status", "lastAppliedRevision");

    /// <summary>The revision of a source's artifact; null before there is one.</summary>
    internal string? ArtifactRevision => content.TextAt("status", "artifact", "revision");

    /// <summary>Whether a Kustomization is ready only when all that it applied is.</summary>
    internal bool WaitsForAll => content.At("spec", "wait") is JsonValue value && value.TryGetValue(out bool waits) && waits;

    /// <summary>What must be ready before it.</summary>
    internal IReadOnlyList<FluxKey> DependsOn => content.At("spec", "dependsOn") is not JsonArray list
        ? []
        : [.. list.OfType<JsonObject>().Select(d => new FluxKey(Key.Kind, Text(d, "namespace") ?? Key.Namespace, Text(d, "name") ?? ""))];

    /// <summary>Where a Kustomization's manifests come from; null for other kinds.</summary>
    internal FluxKey? Source => IsKustomization && content.TextAt("spec", "sourceRef", "kind") is { } kind && content.TextAt("spec", "sourceRef", "name") is { } name
        ? new FluxKey(kind, content.TextAt("spec", "sourceRef", "namespace") ?? Key.Namespace, name)
        : null;

    /// <summary>The Kustomization that applied it; null when none did.</summary>
    internal FluxKey? Parent =>
        content.TextAt("metadata", "labels", FluxKinds.OwnerName) is { } name && content.TextAt("metadata", "labels", FluxKinds.OwnerNamespace) is { } @namespace
        && new FluxKey(FluxKinds.Kustomization.Kind, @namespace, name) is var parent && parent != Key
            ? parent
            : null;

    /// <summary>A count at a path; null where there is none, -1 where it cannot be read.</summary>
    internal long? Number(params ReadOnlySpan<string> path) => JsonNumber.Seen(content.At(path));

    private static string? Text(JsonObject of, string key) => of[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
