namespace Phoenix.Manifests.Lint.Rules.Platform;

/// <summary>A path that is not in the repository.</summary>
internal sealed class FluxPathMissingRule : LintRule
{
    public override string Id => "flux-path-missing";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A Flux Kustomization names a path that is not in its repository.";

    public override string Why => "Flux reports 'kustomization path not found' and applies nothing of it; what depends on it waits for ever.";

    public override string Remedy => "Correct spec.path: it starts at the top of the repository.";

    public override string Source => "https://fluxcd.io/flux/components/kustomize/kustomizations/#path";

    public override LintExample Bad { get; } = FluxExamples.Tree(FluxExamples.Two.With("./configs", "./config"));

    public override LintExample Good { get; } = FluxExamples.Tree(FluxExamples.Two);

    // The reader has the folders: only it knows which are there.
    public override IEnumerable<LintFinding> Check(LintSet set) => set.Notes.Where(n => n.Rule == Id).Select(n => Found(n.Place, n.Message));
}
