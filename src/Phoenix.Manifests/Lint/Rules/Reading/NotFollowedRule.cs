namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class NotFollowedRule : NoteRule
{
    public override string Id => "not-followed";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "Something that the manifests take in was not followed.";

    public override string Why => "What it brings or changes is not seen, so rules that conclude from something missing are silent.";

    public override string Remedy => "Check it where it is, or render everything (kustomize build ...) and pipe the result into phoenix lint -.";

    public override string Source => "docs/spec/lint.md";

    public override LintExample Bad { get; } = new(
    [
        ("kustomization.yaml", """
        resources:
        - https://example.org/operator.yaml
        - settings.yaml
        """),
        ("settings.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: b
        """),
    ]);

    public override LintExample Good { get; } = new(
    [
        ("kustomization.yaml", """
        resources:
        - settings.yaml
        """),
        ("settings.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: b
        """),
    ]);
}
