namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class WrongTypeRule : NoteRule
{
    public override string Id => "wrong-type";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A value is of another type than the kind's definition demands, is none of its allowed values, or is required and missing.";

    public override string Why => "The API server refuses the object, and nothing of it is applied.";

    public override string Remedy => "Write it as the definition demands; a number or a flag that is meant as a text needs quotes.";

    public override string Source => "Kubernetes: structural schemas; the definition (--crds, or among the manifests)";

    public override LintExample Bad { get; } = SchemaExamples.With("towers: 4", "towers: four");

    public override LintExample Good { get; } = SchemaExamples.Good;
}
