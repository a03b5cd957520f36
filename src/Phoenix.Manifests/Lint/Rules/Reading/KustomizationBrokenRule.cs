namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class KustomizationBrokenRule : NoteRule
{
    public override string Id => "kustomization-broken";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A kustomization cannot be built.";

    public override string Why => "Flux applies nothing of it: neither the database nor what it needs is raised.";

    public override string Remedy => "Correct the path, or add the missing file; kustomize build DIR shows the same error.";

    public override string Source => "Kustomize ends with an error on a resource or patch that is not there, and on a cycle";

    public override LintExample Bad { get; } = new(
    [
        ("kustomization.yaml", """
        resources:
        - settings.yaml
        - gone.yaml
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
