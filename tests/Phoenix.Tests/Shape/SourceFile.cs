namespace Phoenix.Tests.Shape;

/// <summary>One C# file.</summary>
/// <param name="Path">Relative to the clone.</param>
/// <param name="Text">What is written there.</param>
internal sealed record SourceFile(string Path, string Text)
{
    private readonly Lazy<string> code = new(() => CSharpText.Blank(Text, keepStrings: false));
    private readonly Lazy<string> uncommented = new(() => CSharpText.Blank(Text, keepStrings: true));

    /// <summary>The text with comments and the content of literals blanked; positions and lines stay.</summary>
    public string Code => code.Value;

    /// <summary>The text with comments blanked.</summary>
    public string Uncommented => uncommented.Value;

    /// <summary>Number of lines.</summary>
    public int Lines => Text.AsSpan().TrimEnd('\n').Count('\n') + 1;

    /// <summary>Where a position is, for a person.</summary>
    public string At(int position) => $"{Path}:{Text.AsSpan(0, position).Count('\n') + 1}";
}
