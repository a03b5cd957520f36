using System.Text.RegularExpressions;

namespace Phoenix.Manifests.Stacks;

/// <summary>Notes which keys each section that was read may have: what <c>docs/spec/stack.schema.json</c> is compared with.</summary>
internal sealed partial class SectionCatalogue
{
    private readonly SortedDictionary<string, IReadOnlyList<string>> _sections = new(StringComparer.Ordinal);

    /// <summary>Section to keys, without the names that a file's author chose: <c>layer 'x'.command</c> is <c>layer.command</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Sections => _sections;

    /// <summary>Notes one; sections whose keys the author chooses have none.</summary>
    public void Add(string what, IReadOnlyList<string> known)
    {
        if (known.Count > 0)
        {
            _sections[Chosen().Replace(what, "")] = known;
        }
    }

    [GeneratedRegex("^(the|a) | '[^']*'| of .*$")]
    private static partial Regex Chosen();
}
