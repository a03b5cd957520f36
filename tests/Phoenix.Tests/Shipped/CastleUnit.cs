using System.Text.RegularExpressions;
using Phoenix.Manifests.Import.Terragrunt;
using Phoenix.Tests.Shape;

namespace Phoenix.Tests.Shipped;

/// <summary>A folder of Terraform files of the reference castle: what it declares, uses and is given.</summary>
internal sealed partial class CastleUnit
{
    public const string Castle = "examples/ephemeral-castle";

    private readonly HclBlock[] _blocks;
    private readonly HclBlock? _unit;

    public CastleUnit(string folder)
    {
        Folder = folder;
        string[] files = [.. Clone.Files($"{Castle}/{folder}", "*.tf")];
        Text = string.Concat(files.Select(Clone.Read));
        _blocks = [.. files.SelectMany(f => Whole(f).Blocks)];
        string unit = $"{Castle}/{folder}/terragrunt.hcl";
        _unit = Clone.Files($"{Castle}/{folder}", "terragrunt.hcl").Any() ? Whole(unit) : null;
        UnitText = _unit is null ? "" : Clone.Read(unit);
    }

    /// <summary>Its place below the castle.</summary>
    public string Folder { get; }

    /// <summary>All its Terraform files.</summary>
    public string Text { get; }

    /// <summary>Its <c>terragrunt.hcl</c>; empty for a module.</summary>
    public string UnitText { get; }

    public IEnumerable<HclBlock> Of(string type) => _blocks.Where(b => b.Type == type);

    public IEnumerable<HclBlock> DependencyBlocks => _unit?.Of("dependency") ?? [];

    public string[] Declared => Sorted(Of("variable").Select(v => v.Labels[0]));

    public string[] Required => Sorted(Of("variable").Where(v => !v.Attributes.ContainsKey("default")).Select(v => v.Labels[0]));

    public string[] Used => Sorted(Variable().Matches(Text).Select(m => m.Groups["name"].Value));

    public string[] Outputs => Sorted(Of("output").Select(o => o.Labels[0]));

    /// <summary>Names that its own <c>inputs</c> have.</summary>
    public string[] Inputs => KeysOf(_unit, "inputs");

    /// <summary>Names that every unit is given by <c>root.hcl</c>.</summary>
    public static string[] Shared => KeysOf(Whole($"{Castle}/live/root.hcl"), "inputs");

    /// <summary>The units, in order.</summary>
    public static IEnumerable<CastleUnit> All => Clone.Files($"{Castle}/live", "terragrunt.hcl").Select(f => Path.GetRelativePath(Castle, Path.GetDirectoryName(f)!)).Order(StringComparer.Ordinal).Select(f => new CastleUnit(f));

    /// <summary>The keys of an attribute that is an object.</summary>
    public static string[] KeysOf(HclBlock? block, string attribute)
    {
        IReadOnlyList<HclToken> tokens = block is not null && block.Attributes.TryGetValue(attribute, out HclExpression? value) ? value.Tokens : [];
        List<string> keys = [];
        int depth = 0;
        for (int i = 0; i + 1 < tokens.Count; i++)
        {
            depth += tokens[i].Is("{") || tokens[i].Is("[") || tokens[i].Is("(") ? 1 : tokens[i].Is("}") || tokens[i].Is("]") || tokens[i].Is(")") ? -1 : 0;
            if (depth == 1 && tokens[i].Kind == HclTokenKind.Word && tokens[i + 1].Is("="))
            {
                keys.Add(tokens[i].Value);
            }
        }

        return Sorted(keys);
    }

    private static HclBlock Whole(string path) =>
        HclFile.Read(Clone.Read(path), out int? broken) is var block && broken is null ? block : throw new InvalidOperationException($"{path}:{broken}: not understood");

    private static string[] Sorted(IEnumerable<string> names) => [.. names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\bvar\.(?<name>\w+)")]
    private static partial Regex Variable();
}
