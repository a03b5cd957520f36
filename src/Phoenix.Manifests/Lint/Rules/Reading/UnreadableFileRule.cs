namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class UnreadableFileRule : NoteRule
{
    public override string Id => "unreadable-file";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A file cannot be read, or not to its end.";

    public override string Why => "Nothing in it was checked, and Flux cannot apply it either: one damaged file stops the whole Kustomization.";

    public override string Remedy => "Repair it where the finding points: indentation, quotes, tabs, a key that is given twice, an encoding other than UTF-8.";

    public override string Source => "Kubernetes and Kustomize read UTF-8 YAML 1.1/1.2 with unique keys; docs/spec/lint.md";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: "never closed
        """);

    public override LintExample Good { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: "closed"
        """);
}
