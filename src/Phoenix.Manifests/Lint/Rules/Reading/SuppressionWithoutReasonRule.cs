namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class SuppressionWithoutReasonRule : NoteRule
{
    public override string Id => "suppression-without-reason";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A suppression gives no reason.";

    public override string Why => "Nobody can tell later whether it still holds; it accepts nothing.";

    public override string Remedy => "Write why behind the rule: # phoenix-lint: disable=RULE reason.";

    public override string Source => "docs/spec/lint.md";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        # phoenix-lint: disable=unreadable-file
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
