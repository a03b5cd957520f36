namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class VersionNotServedRule : NoteRule
{
    public override string Id => "version-not-served";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "An API version that the kind's definition does not serve.";

    public override string Why => "The API server does not know the object: the apply fails, and everything in the same Kustomization waits.";

    public override string Remedy => "Use a version that is served.";

    public override string Source => "Kubernetes: versions in CustomResourceDefinitions; the definition (--crds, or among the manifests)";

    public override LintExample Bad { get; } = SchemaExamples.With("example.org/v1", "example.org/v1beta1");

    public override LintExample Good { get; } = SchemaExamples.Good;
}
