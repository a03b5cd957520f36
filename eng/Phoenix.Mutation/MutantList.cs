using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Phoenix.Mutation;

/// <summary>Numbers the faults in the order in which they are found; one that does not compile keeps its number and is passed over.</summary>
internal sealed class MutantList(IReadOnlySet<int> passedOver)
{
    private readonly HashSet<string> _keys = [];
    private readonly List<Mutation> _mutations = [];
    private int _next;

    public IReadOnlyList<Mutation> Mutations => _mutations;

    /// <summary>The number of a new fault; null when it is passed over.</summary>
    public int? Add(string file, SyntaxNode node, string mutant)
    {
        int id = ++_next;
        if (passedOver.Contains(id))
        {
            return null;
        }

        string text = OneLine(mutant);
        var mutation = new Mutation(id, file, node.GetLocation().GetLineSpan().StartLinePosition.Line + 1, Member(node), OneLine(node.ToString()), text);
        for (int n = 2; !_keys.Add(mutation.Key); n++)
        {
            mutation = mutation with { Mutant = $"{text} [{n}]" };
        }

        _mutations.Add(mutation);
        return id;
    }

    private static string Member(SyntaxNode node) => node.AncestorsAndSelf().OfType<MemberDeclarationSyntax>().FirstOrDefault() switch
    {
        MethodDeclarationSyntax m => m.Identifier.Text,
        PropertyDeclarationSyntax p => p.Identifier.Text,
        ConstructorDeclarationSyntax c => c.Identifier.Text,
        FieldDeclarationSyntax f => f.Declaration.Variables[0].Identifier.Text,
        TypeDeclarationSyntax t => t.Identifier.Text,
        _ => "?",
    };

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
