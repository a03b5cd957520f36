namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class NotInKustomizationRule : NoteRule
{
    public override string Id => "not-in-kustomization";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A file lies beside a kustomization.yaml that does not list it.";

    public override string Why => "Flux does not apply it, so it was not checked and nothing that it makes is counted on.";

    public override string Remedy => "List it under resources, or move it away.";

    public override string Source => "Kustomize applies only what is listed; docs/spec/lint.md";

    public override LintExample Bad { get; } = new(
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
        ("forgotten.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: forgotten
        data:
          a: b
        """),
    ]);

    public override LintExample Good { get; } = new(
    [
        ("kustomization.yaml", """
        resources:
        - settings.yaml
        - forgotten.yaml
        """),
        ("settings.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: b
        """),
        ("forgotten.yaml", """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: forgotten
        data:
          a: b
        """),
    ]);
}
