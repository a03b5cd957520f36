using System.Text.RegularExpressions;

namespace Phoenix.Tests.Shape;

/// <summary>One type as it is declared in a source file.</summary>
/// <param name="Where">File and line.</param>
/// <param name="Modifiers">The words before the kind.</param>
/// <param name="Kind"><c>class</c>, <c>record</c>, <c>record struct</c>, <c>struct</c>, <c>interface</c> or <c>enum</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Bases">What follows the colon.</param>
/// <param name="Nested">Whether it lies inside another type.</param>
internal sealed partial record TypeDeclaration(string Where, string Modifiers, string Kind, string Name, string Bases, bool Nested)
{
    /// <summary>The types of a file, in order.</summary>
    public static IEnumerable<TypeDeclaration> In(SourceFile file)
    {
        foreach (Match match in Declaration().Matches(file.Code))
        {
            // File-scoped namespaces (the build enforces them): anything inside braces is inside a type.
            ReadOnlySpan<char> before = file.Code.AsSpan(0, match.Index);
            yield return new TypeDeclaration(
                file.At(match.Groups["name"].Index),
                match.Groups["modifiers"].Value.Trim(),
                Spaces().Replace(match.Groups["kind"].Value, " "),
                match.Groups["name"].Value,
                match.Groups["bases"].Value.Trim(),
                before.Count('{') > before.Count('}'));
        }
    }

    /// <summary>Whether a modifier is there.</summary>
    public bool Is(string modifier) => Modifiers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Contains(modifier);

    [GeneratedRegex(
        """
        (?<=^|[;{}\]]|\n)\s*(?<modifiers>(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*)
        (?<kind>record\s+struct|record\s+class|class|record|struct|interface|enum)\s+(?<name>[A-Za-z_]\w*)\s*(?:<[^>(){;]*>)?\s*
        (?<parameters>\((?>[^()]+|\((?<depth>)|\)(?<-depth>))*(?(depth)(?!))\))?\s*(?::(?<bases>[^{;]*))?(?=[{;]|\s*where\b)
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
