namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class FluxVariableUnresolvedRule : NoteRule
{
    public override string Id => "flux-variable-unresolved";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A variable's value is not seen here.";

    public override string Why => "It comes from a Secret or ConfigMap that is encrypted, made elsewhere, or not among what was read; what depends on it was not checked.";

    public override string Remedy => "Nothing, when that is meant; else add the ConfigMap, or name the folder that holds it.";

    public override string Source => "Flux: Kustomization, post build variable substitution";

    public override LintExample Bad { get; } = VariableExamples.FromElsewhere;

    public override LintExample Good { get; } = VariableExamples.Good;
}
