using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.Stacks;

/// <summary>A stack whose own data nobody asks for.</summary>
internal sealed class StackQueriesRule : LintRule
{
    public override string Id => "stack-without-queries";

    public override LintSeverity Severity => LintSeverity.Info;

    public override string What => "A stack with a database has no proof.queries.";

    public override string Why => "A drill proves its own rows, and of yours only that their pages and indexes are sound. Whether the tables that matter are there, nobody asks.";

    public override string Remedy => "Add proof: { queries: [ { sql: \"select count(*) > 0 from orders\", expect: \"t\" } ] }.";

    public override string Source => "docs/spec/stack.md";

    public override LintExample Bad { get; } = StackExamples.With("proof: { queries: [ { sql: \"select count(*) > 0 from memories\", expect: \"t\" } ] }\n", "");

    public override LintExample Good { get; } = LintExample.Stack(StackExamples.Stack);

    public override IEnumerable<LintFinding> Check(LintSet set) =>
        from stack in set.Stacks
        where stack.Definition.Layers.Any(l => l.Driver.HoldsDatabase) && stack.Definition.Queries.Count == 0
        select Found(stack.At(stack.Root.FindKey("name") ?? (YamlValue)stack.Root), $"stack '{stack.Definition.Name}' asks for none of its own data in a proof");
}
