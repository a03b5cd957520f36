namespace Phoenix.Manifests.Lint.Rules.Reading;

internal sealed class StackFileInvalidRule : NoteRule
{
    public override string Id => "stack-file-invalid";

    public override LintSeverity Severity => LintSeverity.Error;

    public override string What => "A stack file would be refused.";

    public override string Why => "The commands create, wipe and drill end before they begin.";

    public override string Remedy => "Correct it where the finding points.";

    public override string Source => "docs/spec/stack.md";

    public override LintExample Bad { get; } = LintExample.Stack("""
        name: site
        layers:
          platform: { command: { up: [make, up] }, needs: [network] }
        """);

    public override LintExample Good { get; } = LintExample.Stack("""
        name: site
        layers:
          platform: { command: { up: [make, up] } }
        """);
}
