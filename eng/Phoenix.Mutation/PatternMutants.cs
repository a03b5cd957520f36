using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Phoenix.Mutation;

/// <summary>What a pattern becomes when one part of it is left out or its bound is moved.</summary>
internal static class PatternMutants
{
    public static IEnumerable<string> Of(PatternSyntax pattern) => pattern switch
    {
        BinaryPatternSyntax binary =>
        [
            $"{binary.Left}", $"{binary.Right}",
            .. Of(binary.Left).Select(p => $"{p} {binary.OperatorToken} {binary.Right}"),
            .. Of(binary.Right).Select(p => $"{binary.Left} {binary.OperatorToken} {p}"),
        ],
        UnaryPatternSyntax not => Of(not.Pattern).Select(p => $"not {p}"),
        ParenthesizedPatternSyntax inner => Of(inner.Pattern).Select(p => $"({p})"),
        RelationalPatternSyntax bound => [$"{Moved(bound.OperatorToken.Kind())} {bound.Expression}"],
        RecursivePatternSyntax { PropertyPatternClause: { } parts } => Parts(parts.Subpatterns.ToArray()),
        _ => [],
    };

    private static IEnumerable<string> Parts(SubpatternSyntax[] parts)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            IEnumerable<SubpatternSyntax> rest = parts.Where((_, n) => n != i);
            if (parts.Length > 1)
            {
                yield return $"{{ {string.Join(", ", rest)} }}";
            }

            foreach (string part in Of(parts[i].Pattern))
            {
                yield return $"{{ {string.Join(", ", rest.Select(p => p.ToString()).Append($"{parts[i].ExpressionColon} {part}"))} }}";
            }
        }
    }

    private static string Moved(SyntaxKind bound) => bound switch
    {
        SyntaxKind.LessThanToken => "<=",
        SyntaxKind.LessThanEqualsToken => "<",
        SyntaxKind.GreaterThanToken => ">=",
        _ => ">",
    };
}
