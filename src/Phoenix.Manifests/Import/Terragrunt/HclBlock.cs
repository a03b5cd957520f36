namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>A block of HCL; a file is one without type.</summary>
/// <param name="Type">Its type; empty for a whole file.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Line">Line of its type, from 1.</param>
internal sealed record HclBlock(string Type, IReadOnlyList<string> Labels, int Line)
{
    /// <summary>Attributes by name; of two with one name the last.</summary>
    public Dictionary<string, HclExpression> Attributes { get; } = new(StringComparer.Ordinal);

    /// <summary>Blocks in it.</summary>
    public List<HclBlock> Blocks { get; } = [];

    /// <summary>Blocks of one type.</summary>
    public IEnumerable<HclBlock> Of(string type) => Blocks.Where(b => b.Type == type);
}
