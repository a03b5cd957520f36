using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Phoenix.Mutation;

/// <summary>
/// Writes every fault into one source, each behind a switch of its own, so that one build serves all of them. Left alone: what must be
/// constant, messages, and whatever declares a variable (the compiler could no longer tell that it is assigned).
/// </summary>
internal sealed class MutantRewriter(MutantList mutants, string file, SemanticModel model) : CSharpSyntaxRewriter
{
    private static readonly Dictionary<SyntaxKind, string[]> Comparisons = new()
    {
        [SyntaxKind.LessThanExpression] = ["<=", ">="],
        [SyntaxKind.LessThanOrEqualExpression] = ["<", ">"],
        [SyntaxKind.GreaterThanExpression] = [">=", "<="],
        [SyntaxKind.GreaterThanOrEqualExpression] = [">", "<"],
        [SyntaxKind.EqualsExpression] = ["!="],
        [SyntaxKind.NotEqualsExpression] = ["=="],
    };

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitInterpolatedStringExpression(InterpolatedStringExpressionSyntax node) => node;

    public override SyntaxNode? VisitEnumDeclaration(EnumDeclarationSyntax node) => node;

    public override SyntaxNode? VisitEqualsValueClause(EqualsValueClauseSyntax node) => node.Parent is ParameterSyntax ? node : base.VisitEqualsValueClause(node);

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitConstantPattern(ConstantPatternSyntax node) => node;

    public override SyntaxNode? VisitRelationalPattern(RelationalPatternSyntax node) => node;

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) => node;

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node) =>
        node.Modifiers.Any(SyntaxKind.ConstKeyword) ? node : base.VisitFieldDeclaration(node);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    public override SyntaxNode? VisitBinaryExpression(BinaryExpressionSyntax node)
    {
        if (node.IsKind(SyntaxKind.LogicalAndExpression) || node.IsKind(SyntaxKind.LogicalOrExpression))
        {
            return VisitLogical(node);
        }

        if (Comparisons.TryGetValue(node.Kind(), out string[]? others))
        {
            return Switched(node, base.VisitBinaryExpression(node)!, others.Select(o => $"{node.Left} {o} {node.Right}"));
        }

        bool sum = node.IsKind(SyntaxKind.AddExpression);
        if ((sum || node.IsKind(SyntaxKind.SubtractExpression)) && IsNumber(node) && IsNumber(node.Left) && IsNumber(node.Right)
            && !model.GetConstantValue(node).HasValue)
        {
            return Switched(node, base.VisitBinaryExpression(node)!, [$"{node.Left} {(sum ? "-" : "+")} {node.Right}"]);
        }

        return base.VisitBinaryExpression(node);
    }

    public override SyntaxNode? VisitPrefixUnaryExpression(PrefixUnaryExpressionSyntax node)
    {
        SyntaxNode visited = base.VisitPrefixUnaryExpression(node)!;
        bool dropped = node.IsKind(SyntaxKind.LogicalNotExpression)
            || (node.IsKind(SyntaxKind.UnaryMinusExpression) && node.Operand is not LiteralExpressionSyntax);
        return dropped ? Switched(node, visited, [node.Operand.ToString()]) : visited;
    }

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node)
    {
        SyntaxNode visited = base.VisitIsPatternExpression(node)!;
        IEnumerable<string> others = PatternMutants.Of(node.Pattern).Select(p => $"{node.Expression} is {p}");
        return Switched(node, visited, others.Prepend($"!({node})"));
    }

    public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node)
    {
        bool value = node.IsKind(SyntaxKind.TrueLiteralExpression);
        return (value || node.IsKind(SyntaxKind.FalseLiteralExpression)) && node.Parent is not (WhileStatementSyntax or ArgumentSyntax { NameColon: not null })
            ? Switched(node, node, [value ? "false" : "true"])
            : node;
    }

    // Whatever says less than it should would be a false green: each of these is tried as "all is well".
    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node) => node.ToString() switch
    {
        "Verdict.Refuted" or "Verdict.Inconclusive" => Switched(node, node, ["Verdict.Proven"]),
        "SentinelExpectation.Present" or "SentinelExpectation.Absent" => Switched(node, node, ["SentinelExpectation.Either"]),
        _ => base.VisitMemberAccessExpression(node),
    };

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        SyntaxNode visited = base.VisitInvocationExpression(node)!;
        return node.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Max" or "Min" } access
            ? Switched(node, visited, [node.ReplaceNode(access.Name, SyntaxFactory.IdentifierName(access.Name.Identifier.Text == "Max" ? "Min" : "Max")).ToString()])
            : visited;
    }

    public override SyntaxNode? VisitConditionalExpression(ConditionalExpressionSyntax node)
    {
        var visited = (ConditionalExpressionSyntax)base.VisitConditionalExpression(node)!;
        return visited.WithCondition(Negatable(node.Condition, visited.Condition));
    }

    public override SyntaxNode? VisitIfStatement(IfStatementSyntax node)
    {
        var visited = (IfStatementSyntax)base.VisitIfStatement(node)!;
        return visited.WithCondition(Negatable(node.Condition, visited.Condition));
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node)
    {
        SyntaxNode visited = base.VisitExpressionStatement(node)!;
        bool droppable = node.Expression is InvocationExpressionSyntax or PostfixUnaryExpressionSyntax
            || (node.Expression is AssignmentExpressionSyntax && !node.Expression.IsKind(SyntaxKind.SimpleAssignmentExpression));
        return droppable && Add(node, "nothing") is int id
            ? SyntaxFactory.ParseStatement($"if (!{On(id)}) {{ {visited.ToString()} }}").WithTriviaFrom(node)
            : visited;
    }

    public override SyntaxNode? VisitSwitchExpression(SwitchExpressionSyntax node)
    {
        var visited = (SwitchExpressionSyntax)base.VisitSwitchExpression(node)!;
        IEnumerable<SwitchExpressionArmSyntax> arms = node.Arms.Zip(visited.Arms, (before, after) => Arm(node, before, after));
        return visited.WithArms(SyntaxFactory.SeparatedList(arms, visited.Arms.GetSeparators()));
    }

    public override SyntaxNode? VisitCasePatternSwitchLabel(CasePatternSwitchLabelSyntax node)
    {
        var visited = (CasePatternSwitchLabelSyntax)base.VisitCasePatternSwitchLabel(node)!;
        return visited.WithWhenClause(When(node, node.WhenClause, visited.WhenClause, removable: true));
    }

    // Besides being left out, an arm with a pattern of several parts is tried with each part changed.
    private SwitchExpressionArmSyntax Arm(SwitchExpressionSyntax whole, SwitchExpressionArmSyntax before, SwitchExpressionArmSyntax after)
    {
        bool catchAll = before.Pattern is DiscardPatternSyntax or VarPatternSyntax;
        SwitchExpressionArmSyntax arm = after.WithWhenClause(When(before, before.WhenClause, after.WhenClause, removable: !catchAll));
        string[] others = [.. PatternMutants.Of(before.Pattern)];
        if (others.Length == 0 || before.DescendantNodes().OfType<SingleVariableDesignationSyntax>().Any())
        {
            return arm;
        }

        string condition = $"{whole.GoverningExpression} is {before.Pattern}";
        foreach (string other in others)
        {
            condition = Add(before.Pattern, other) is int id ? $"({On(id)} ? {whole.GoverningExpression} is {other} : {condition})" : condition;
        }

        string when = arm.WhenClause is { } clause ? $"{condition} && ({clause.Condition})" : condition;
        return arm.WithPattern(SyntaxFactory.DiscardPattern().WithTrailingTrivia(SyntaxFactory.Space)).WithWhenClause(WhenClause(when));
    }

    private WhenClauseSyntax? When(SyntaxNode place, WhenClauseSyntax? before, WhenClauseSyntax? after, bool removable)
    {
        string? condition = after?.Condition.ToString();
        if (before is not null && !Declares(before) && Add(before, "when true") is int always)
        {
            condition = $"({On(always)} || ({condition}))";
        }

        if (removable && Add(place, "this case is left out") is int never)
        {
            condition = condition is null ? $"!{On(never)}" : $"!{On(never)} && ({condition})";
        }

        return condition is null ? after : WhenClause(condition);
    }

    private static WhenClauseSyntax WhenClause(string condition) =>
        SyntaxFactory.WhenClause(SyntaxFactory.ParseExpression(condition).WithLeadingTrivia(SyntaxFactory.Space)).WithLeadingTrivia(SyntaxFactory.Space).WithTrailingTrivia(SyntaxFactory.Space);

    // Each operand is left out in turn: whoever tells these from the original also tells "and" from "or".
    private ExpressionSyntax VisitLogical(BinaryExpressionSyntax node)
    {
        bool and = node.IsKind(SyntaxKind.LogicalAndExpression);
        var visited = (BinaryExpressionSyntax)base.VisitBinaryExpression(node)!;
        string left = Without(node, node.Left, node.Right, visited.Left, and);
        string right = Without(node, node.Right, node.Left, visited.Right, and);
        return SyntaxFactory.ParseExpression($"({left} {(and ? "&&" : "||")} {right})").WithTriviaFrom(node);
    }

    private string Without(SyntaxNode whole, ExpressionSyntax operand, ExpressionSyntax kept, ExpressionSyntax visited, bool and)
    {
        // A chain of the same operator nests to the left: its first operands are left out further down.
        bool nested = operand is BinaryExpressionSyntax inner && inner.IsKind(whole.Kind());
        return !nested && !Declares(operand) && Add(whole, kept.ToString()) is int id
            ? and ? $"({On(id)} || ({visited}))" : $"(!{On(id)} && ({visited}))"
            : $"{visited}";
    }

    private ExpressionSyntax Negatable(ExpressionSyntax before, ExpressionSyntax after) =>
        before is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax
            ? Switched(before, after, [$"!{before}"])
            : after;

    private ExpressionSyntax Switched(ExpressionSyntax before, SyntaxNode after, IEnumerable<string> others)
    {
        string expression = after.ToString();
        if (!Declares(before))
        {
            foreach (string other in others)
            {
                expression = Add(before, other) is int id ? $"({On(id)} ? ({other}) : ({expression}))" : expression;
            }
        }

        return SyntaxFactory.ParseExpression(expression).WithTriviaFrom(before);
    }

    private int? Add(SyntaxNode node, string mutant) => mutants.Add(file, node, mutant);

    private bool IsNumber(ExpressionSyntax expression) =>
        model.GetTypeInfo(expression).Type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double };

    private static bool Declares(SyntaxNode node) => node.DescendantNodesAndSelf().Any(n => n is SingleVariableDesignationSyntax);

    private static string On(int id) => $"global::Phoenix.Mutant.On({id})";
}
