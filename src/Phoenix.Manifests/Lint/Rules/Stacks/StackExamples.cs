namespace Phoenix.Manifests.Lint.Rules.Stacks;

/// <summary>What the examples about stack files start from: without any fault.</summary>
internal static class StackExamples
{
    /// <summary>A stack with a lab's database.</summary>
    public const string Stack = """
        name: castle
        destroyable: true
        objectives: { rto: 12m, rpo: report }
        layers:
          platform:
            command:
              up: [./platform.sh, up]
              wipe: [./platform.sh, destroy]
              exists: [./platform.sh, exists]
          database: { lab: castle, needs: [platform] }
        proof: { queries: [ { sql: "select count(*) > 0 from memories", expect: "t" } ] }

        """;

    /// <summary>The stack with one part put in place of another, which must be there.</summary>
    public static LintExample With(string part, string other) =>
        LintExample.Stack(Stack.Contains(part, StringComparison.Ordinal) ? Stack.Replace(part, other, StringComparison.Ordinal) : throw new InvalidOperationException($"the example does not hold '{part}'"));
}
