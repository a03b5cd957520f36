namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class FluxVariableUndefinedRule : NoteRule
{
    public override string Id => "flux-variable-undefined";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A variable of a Flux Kustomization is defined nowhere.";

    public override string Why => "Flux puts an empty text in its place, and says nothing.";

    public override string Remedy => "Define it under postBuild.substitute or in what substituteFrom names, give it a default (${NAME:=value}), or escape it ($${NAME}) when it is not meant for Flux.";

    public override string Source => "Flux: Kustomization, post build variable substitution";

    public override LintExample Bad { get; } = VariableExamples.Defined("region");

    public override LintExample Good { get; } = VariableExamples.Good;
}
