using Phoenix.Manifests.Yaml;
using Phoenix.Recovery;

namespace Phoenix.Manifests.Lint.Rules.Stacks;

/// <summary>A stack without objectives.</summary>
internal sealed class StackObjectivesRule : LintRule
{
    public override string Id => "stack-without-objectives";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A stack with a database has no objectives.";

    public override string Why => "A drill measures RTA and RPA then, and nothing says how much is too much: however slow a rebirth becomes, it is Proven.";

    public override string Remedy => "Add objectives: { rto: 15m, rpo: report }.";

    public override string Source => "docs/spec/stack.md";

    public override LintExample Bad { get; } = StackExamples.With("objectives: { rto: 12m, rpo: report }\n", "");

    public override LintExample Good { get; } = LintExample.Stack(StackExamples.Stack);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from stack in set.Stacks
        where stack.Definition.Layers.Any(l => l.Driver.HoldsDatabase) && stack.Definition.Objectives == Objectives.None && stack.Root.Find("objectives") is null
        select Found(stack.At(stack.Root.FindKey("name") ?? (YamlValue)stack.Root), $"stack '{stack.Definition.Name}' has no objectives: no rebirth is too slow for it");
}
