using System.Text.RegularExpressions;
using Phoenix.Kubernetes.Snapshots;

namespace Phoenix.Kubernetes.Flux;

/// <summary>
/// Decides how objects of Flux stand. A condition Ready alone proves nothing: a suspended object keeps an old one while its observed generation and its
/// answered request move on, a failed attempt leaves the observed generation behind, and Ready of an older revision stays until the controller looks again.
/// </summary>
/// <param name="state">What Flux says.</param>
/// <param name="request">The value that an object was asked by to reconcile; null for one that was not asked.</param>
internal sealed partial class FluxJudge(FluxState state, Func<FluxKey, string?> request)
{
    private const string DependencyNotReady = "DependencyNotReady";

    /// <summary>Judges one object.</summary>
    internal FluxJudgement Judge(FluxKey key) => Judge(key, []);

    /// <summary>Whether Flux itself would let it go on: each dependency is there and ready at its spec, and at the same revision where both have one source.</summary>
    internal bool AreDependenciesReady(FluxObject of) => of.DependsOn.All(d =>
        state.Find(d) is { } dependency && dependency.WasSeen && dependency.IsObserved && dependency.Ready is { IsTrue: true }
        && (dependency.Source is null || dependency.Source != of.Source || state.Find(dependency.Source)?.ArtifactRevision == dependency.AppliedRevision));

    /// <summary>Judges a source of Kustomizations.</summary>
    internal FluxJudgement JudgeSource(FluxKey key)
    {
        if (FluxKinds.Find(key.Kind) is null)
        {
            // Not one that can be asked or read: what was applied from it is all that can be told.
            return Is(key, FluxStanding.Ready, "is not read");
        }

        if (state.Find(key) is not { } source)
        {
            return Is(key, FluxStanding.Missing, "is not there");
        }

        return Start(source) ?? (source.ArtifactRevision is null ? Is(key, FluxStanding.Progressing, "has no artifact yet") : Is(key, FluxStanding.Ready, $"has {source.ArtifactRevision}"));
    }

    private FluxJudgement Judge(FluxKey key, HashSet<FluxKey> above)
    {
        if (state.Find(key) is not { } of)
        {
            return Is(key, FluxStanding.Missing, "is not there");
        }

        if (IsHeld(of, above))
        {
            return Is(key, FluxStanding.Held, of.IsSuspended ? $"is held for {of.Holder}" : "waits for what is held");
        }

        return Start(of) ?? (of.IsKustomization ? Revision(of) : Release(of));
    }

    // Everything that kinds have in common; null when Ready holds as far as that.
    private FluxJudgement? Start(FluxObject of)
    {
        FluxKey key = of.Key;
        ObjectCondition? ready = of.Ready;
        string words = of.Reconciling is { IsTrue: true } at ? at.Words : ready?.Words ?? "";
        if (of.Content.IsDeleting)
        {
            return Is(key, FluxStanding.Failing, "is being deleted");
        }

        if (of.IsSuspended)
        {
            return Is(key, FluxStanding.Suspended, "is suspended: what its status says is of an earlier time");
        }

        if (!of.WasSeen)
        {
            return Is(key, FluxStanding.Unseen, "was never looked at by its controller");
        }

        if (request(key) is { } token && of.Handled != token)
        {
            return Is(key, FluxStanding.Asked, Colon("was asked to reconcile and has not answered", words));
        }

        if (of.Stalled is { IsTrue: true } stalled && (of.IsObserved || stalled.ObservedGeneration == of.Content.Generation))
        {
            return Is(key, FluxStanding.Stalled, Colon("is stalled", stalled.Words));
        }

        if (ready is { IsFalse: true })
        {
            return ready.Reason == DependencyNotReady
                ? Is(key, FluxStanding.Blocked, Colon("waits", ready.Message))
                : Is(key, FluxStanding.Failing, Colon("is failing", ready.Words));
        }

        if (ready is not { IsTrue: true } || of.Reconciling is { IsTrue: true })
        {
            return Is(key, FluxStanding.Progressing, Colon("is in progress", words));
        }

        return of.IsObserved && (ready.ObservedGeneration is null || ready.ObservedGeneration == of.Content.Generation)
            ? null
            : Is(key, FluxStanding.Progressing, $"is ready at generation {Math.Min(of.ObservedGeneration, ready.ObservedGeneration ?? long.MaxValue)}, and is at generation {of.Content.Generation} by now");
    }

    private FluxJudgement Revision(FluxObject of)
    {
        if (of.Source is not { } key)
        {
            return Is(of.Key, FluxStanding.Failing, "names no source");
        }

        if (JudgeSource(key) is { Standing: not FluxStanding.Ready } source)
        {
            return Is(of.Key, source.Standing == FluxStanding.Stalled ? FluxStanding.Stalled : FluxStanding.Behind, $"is at {of.AppliedRevision ?? "no revision"}, and its source {source}");
        }

        string? revision = state.Find(key)?.ArtifactRevision;
        return of.AppliedRevision is null ? Is(of.Key, FluxStanding.Behind, "never applied a revision")
            : revision is not null && revision != of.AppliedRevision ? Is(of.Key, FluxStanding.Behind, $"is at {of.AppliedRevision}, and its source {key} at {revision}")
            : Is(of.Key, FluxStanding.Ready, $"is ready at {of.AppliedRevision}");
    }

    private FluxJudgement Release(FluxObject of)
    {
        string? attempted = of.Content.TextAt("status", "lastAttemptedRevision");
        string? wanted = of.Content.TextAt("spec", "chart", "spec", "version");
        string? newest = (of.Content.At("status", "history") as System.Text.Json.Nodes.JsonArray)?.OfType<System.Text.Json.Nodes.JsonObject>().FirstOrDefault()?["status"]?.ToString();
        if (of.Number("status", "lastAttemptedGeneration") is { } generation && generation != of.Content.Generation)
        {
            return Is(of.Key, FluxStanding.Behind, $"was last attempted at generation {generation}, and is at generation {of.Content.Generation} by now");
        }

        if (newest is not null && newest != "deployed")
        {
            return Is(of.Key, FluxStanding.Failing, $"says that it is ready, but its newest release is '{newest}'");
        }

        if (attempted is null)
        {
            return Is(of.Key, FluxStanding.Behind, "says that it is ready, and never attempted a version");
        }

        if (wanted is not null && ExactVersion().IsMatch(wanted) && !IsVersion(attempted, wanted.TrimStart('v')))
        {
            return Is(of.Key, FluxStanding.Behind, $"is at {attempted}, and wants {wanted}");
        }

        string[] chart = of.Content.TextAt("status", "helmChart")?.Split('/') ?? [];
        return chart is [var @namespace, var name] && state.Find(new FluxKey(FluxKinds.HelmChart.Kind, @namespace, name))?.ArtifactRevision is { } fetched && !IsVersion(attempted, fetched)
            ? Is(of.Key, FluxStanding.Behind, $"is at {attempted}, and its chart {of.Content.TextAt("status", "helmChart")} at {fetched}")
            : Is(of.Key, FluxStanding.Ready, $"is ready at {attempted}");
    }

    private bool IsHeld(FluxObject of, HashSet<FluxKey> above)
    {
        if (of.IsSuspended)
        {
            return of.Holder is { } holder && holder != FluxControl.WipeHolder;
        }

        // Only what is blocked can be waiting for it; a circle holds nothing.
        return of.Ready is { IsFalse: true, Reason: DependencyNotReady } && above.Add(of.Key)
            && of.DependsOn.Any(d => state.Find(d) is { } dependency && IsHeld(dependency, above));
    }

    // A version may carry a digest as build metadata, on either side.
    private static bool IsVersion(string? attempted, string wanted) => attempted is not null
        && attempted.TrimStart('v').Split('+', '@')[0] == wanted.TrimStart('v').Split('+', '@')[0];

    private static FluxJudgement Is(FluxKey key, FluxStanding standing, string words) => new(key, standing, words);

    private static string Colon(string what, string detail) => detail.Length == 0 ? what : $"{what}: {detail}";

    [GeneratedRegex(@"^v?\d+\.\d+\.\d+([-+][0-9A-Za-z.+-]+)?$")]
    private static partial Regex ExactVersion();
}
