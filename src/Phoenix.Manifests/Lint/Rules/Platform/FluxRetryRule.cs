namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A first failure that costs the whole interval.</summary>
internal sealed class FluxRetryRule : LintRule
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(30);

    public override string Id => "flux-slow-retry";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A Flux Kustomization with a long interval has no retryInterval.";

    public override string Why => "In a rebirth first attempts fail: a webhook does not serve yet, a custom resource is not known yet. Without retryInterval the next one comes after the whole interval.";

    public override string Remedy => "Set retryInterval: 1m.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#retry-interval ('defaults to interval')";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("  interval: 10m\n  path: ./configs\n", "  interval: 1h\n  path: ./configs\n"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two.With("  interval: 10m\n  path: ./configs\n", "  interval: 1h\n  retryInterval: 1m\n  path: ./configs\n"));

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from one in FluxObjects.Kustomizations(set)
        let interval = one.Scalar("spec", "interval")
        where interval is not null && one.Find("spec", "retryInterval") is null && FluxObjects.Duration(interval.Text) >= Long
        select Found(one.At(interval), $"{one.Title} is tried again after {interval.Text} only, once an attempt failed");
}
