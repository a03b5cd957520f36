namespace Phoenix.KubeSim.Rules;

/// <summary>A part of an expression of a validation rule (CEL).</summary>
internal abstract record RuleNode
{
    public sealed record Literal(object? Value) : RuleNode;

    public sealed record Name(string Text) : RuleNode;

    /// <summary><c>a.b</c>, or <c>a.?b</c>.</summary>
    public sealed record Select(RuleNode Of, string Field, bool Optional) : RuleNode;

    /// <summary><c>a[b]</c>, or <c>a[?b]</c>.</summary>
    public sealed record Index(RuleNode Of, RuleNode Key, bool Optional) : RuleNode;

    /// <summary><c>f(x)</c>, or <c>a.f(x)</c>.</summary>
    public sealed record Call(RuleNode? On, string Function, IReadOnlyList<RuleNode> Arguments) : RuleNode;

    /// <summary><c>!a</c> or <c>-a</c>.</summary>
    public sealed record Unary(string Sign, RuleNode Of) : RuleNode;

    public sealed record Binary(string Sign, RuleNode Left, RuleNode Right) : RuleNode;

    public sealed record Choice(RuleNode If, RuleNode Then, RuleNode Else) : RuleNode;

    public sealed record ListOf(IReadOnlyList<RuleNode> Items) : RuleNode;

    public sealed record MapOf(IReadOnlyList<(RuleNode Key, RuleNode Value)> Pairs) : RuleNode;
}
