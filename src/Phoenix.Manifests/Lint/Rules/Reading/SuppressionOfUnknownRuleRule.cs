namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class SuppressionOfUnknownRuleRule : NoteRule
{
    public override string Id => "suppression-of-unknown-rule";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A suppression names a rule that is not there.";

    public override string Why => "It accepts nothing: the finding that it was meant for is shown, or was never there.";

    public override string Remedy => "Correct the name; phoenix lint --explain all lists the rules.";

    public override string Source => "docs/spec/lint.md";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        # phoenix-lint: disable=no-such-rule it was renamed
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
