namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class TemplateNotReadRule : NoteRule
{
    public override string Id => "template-not-read";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A template was not read.";

    public override string Why => "What it makes depends on values that are not here, so nothing in it was checked.";

    public override string Remedy => "Render it (helm template ...) and pipe the result into phoenix lint -.";

    public override string Source => "Helm: templates of a chart are Go templates, not YAML; docs/spec/lint.md";

    public override LintExample Bad { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: {{ .Release.Name }}-settings
        """);

    public override LintExample Good { get; } = LintExample.Yaml("""
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: settings
        data:
          a: "{{ .written }} in quotes is a text"
        """);
}
