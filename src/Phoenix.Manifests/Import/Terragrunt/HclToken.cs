namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>A token of HCL.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its text.</param>
/// <param name="Line">Its line, from 1.</param>
internal sealed record HclToken(HclTokenKind Kind, string Value, int Line)
{
    /// <summary>Whether it is this punctuation.</summary>
    public bool Is(string sign) => Kind == HclTokenKind.Sign && Value == sign;
}
