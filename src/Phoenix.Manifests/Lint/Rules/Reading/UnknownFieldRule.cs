namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class UnknownFieldRule : NoteRule
{
    public override string Id => "unknown-field";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A field that the kind's definition does not know.";

    public override string Why => "A server-side apply, as Flux does it, is refused; another apply drops the field without a word: a misspelt dataSource is a database that starts empty.";

    public override string Remedy => "Write the field as the definition has it; the finding names the nearest.";

    public override string Source => "Kubernetes: field validation, pruning of unknown fields; the definition (--crds, or among the manifests)";

    public override LintExample Bad { get; } = SchemaExamples.With("towers:", "towerz:");

    public override LintExample Good { get; } = SchemaExamples.Good;
}
