using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Phoenix.Mutation;

/// <summary>Rewrites a folder's sources in a copy of the clone, and takes back whatever does not compile.</summary>
internal static partial class SwitchedSources
{
    private const string Usings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private const string Switch = """
        namespace Phoenix;

        public static class Mutant
        {
            public static int Active = int.Parse(System.Environment.GetEnvironmentVariable("PHOENIX_MUTANT") ?? "0");
            public static readonly bool[] Reached = new bool[100_000];

            public static bool On(int id)
            {
                Reached[id] = true;
                return id == Active;
            }
        }
        """;

    /// <summary>Writes the switched sources; gives the faults that are in them, and how many did not compile.</summary>
    public static (IReadOnlyList<Mutation> Mutations, int PassedOver) Write(string root, string project, string folder)
    {
        CSharpParseOptions options = new(LanguageVersion.Latest);
        SyntaxTree Parse(string path) => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path);
        List<SyntaxTree> trees = [.. Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(Parse)];
        CSharpCompilation compilation = CSharpCompilation.Create("Phoenix", trees, References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true))
            .AddSyntaxTrees(CSharpSyntaxTree.ParseText(Usings, options), CSharpSyntaxTree.ParseText(Switch, options));
        SyntaxTree[] subjects = [.. trees.Where(t => t.FilePath.StartsWith(Path.Combine(root, folder), StringComparison.Ordinal))];
        HashSet<int> passedOver = [];
        while (true)
        {
            var mutants = new MutantList(passedOver);
            CSharpCompilation switched = compilation;
            List<SyntaxTree> written = [];
            foreach (SyntaxTree tree in subjects)
            {
                var rewriter = new MutantRewriter(mutants, Path.GetRelativePath(root, tree.FilePath), compilation.GetSemanticModel(tree));
                written.Add(CSharpSyntaxTree.ParseText(rewriter.Visit(tree.GetRoot()).ToFullString(), options, tree.FilePath));
                switched = switched.ReplaceSyntaxTree(tree, written[^1]);
            }

            int before = passedOver.Count;
            Diagnostic[] errors = [.. switched.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error && written.Contains(d.Location.SourceTree!))];
            passedOver.UnionWith(errors.SelectMany(Blamed));
            if (errors.Length == 0)
            {
                written.ForEach(t => File.WriteAllText(t.FilePath, t.ToString()));
                File.WriteAllText(Path.Combine(root, project, "Mutant.cs"), Switch);
                return (mutants.Mutations, passedOver.Count);
            }

            if (passedOver.Count == before)
            {
                throw new InvalidOperationException($"the switched sources do not compile: {errors[0]}");
            }
        }
    }

    // The faults nearest around an error: the smallest piece of source that has a switch in it.
    private static IEnumerable<int> Blamed(Diagnostic error)
    {
        SyntaxNode? node = error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan);
        for (; node is not null; node = node.Parent)
        {
            int[] ids = [.. Number().Matches(node.ToString()).Select(m => int.Parse(m.Groups[1].ValueSpan, System.Globalization.CultureInfo.InvariantCulture))];
            if (ids.Length > 0)
            {
                return ids;
            }
        }

        return [];
    }

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p));

    [GeneratedRegex(@"Phoenix\.Mutant\.On\((\d+)\)")]
    private static partial Regex Number();
}
