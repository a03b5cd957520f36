using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint.Rules.Stacks;

/// <summary>A layer of which nobody can say that it is gone.</summary>
internal sealed class StackProbeRule : LintRule
{
    public override string Id => "stack-layer-without-probe";

    public override LintSeverity Severity => LintSeverity.Warning;

    public override string What => "A layer of a destroyable stack has no 'exists'.";

    public override string Why => "After a wipe nobody can say that it is gone: the layer is \"unverified\", and a drill is at best Inconclusive.";

    public override string Remedy => "Add a program that ends with 0 while something of the layer is there, and with 1 and no error output when nothing is.";

    public override string Source => "docs/spec/stack.md";

    public override LintExample Bad { get; } = StackExamples.With("      exists: [./platform.sh, exists]\n", "");

    public override LintExample Good { get; } = LintExample.Stack(StackExamples.Stack);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from stack in set.Stacks
        where stack.Definition.Destroyable
        from layer in stack.Definition.Layers
        where layer.Driver is DriverDefinition.Command { Exists: null }
        let key = stack.Root.FindKey("layers", layer.Name)
        select Found(key is null ? new LintPlace(stack.File, layer.Line, 1) : stack.At(key), $"layer '{layer.Name}' has no 'exists': no drill can be Proven");
}
