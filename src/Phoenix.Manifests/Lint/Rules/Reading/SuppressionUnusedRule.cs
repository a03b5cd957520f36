namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class SuppressionUnusedRule : NoteRule
{
    public override string Id => "suppression-unused";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A suppression accepts nothing.";

    public override string Why => "The fault that it was written for is gone, and it would hide the next one.";

    public override string Remedy => "Remove the comment.";

    public override string Source => "docs/spec/lint.md";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        # phoenix-lint: disable=unreadable-file it was damaged once
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: b
        """);

    public override LintExample Good { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: b
        """);
}
