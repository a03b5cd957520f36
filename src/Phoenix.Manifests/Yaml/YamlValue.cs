namespace Phoenix.Manifests.Yaml;

/// <summary>A YAML value with the place where it stands. The family is closed.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public abstract record YamlValue(int Line, int Column)
{
    /// <summary>Where it begins in the text, in characters from 0, quotes included; -1 when it does not stand in the text as it is (one with an anchor or a tag, a text over several lines, a substituted or generated one).</summary>
    public int Start { get; init; } = -1;

    /// <summary>Where it ends in the text (exclusive); -1 as <see cref="Start"/>. Of a block collection or a block scalar it may be the start of what follows.</summary>
    public int End { get; init; } = -1;
}

/// <summary>A scalar.</summary>
/// <param name="Text">Its text.</param>
/// <param name="Style">How it is written.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record YamlScalar(string Text, YamlScalarStyle Style, int Line, int Column) : YamlValue(Line, Column)
{
    /// <summary>Whether it stands without quotes: only then can it be null or a boolean.</summary>
    public bool IsPlain => Style == YamlScalarStyle.Plain;

    /// <summary>Whether it is null: nothing, <c>~</c> or <c>null</c> without quotes.</summary>
    public bool IsNull => IsPlain && Text is ("" or "~" or "null" or "Null" or "NULL");
}

/// <summary>A sequence.</summary>
/// <param name="Items">Its items.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record YamlSequence(IReadOnlyList<YamlValue> Items, int Line, int Column) : YamlValue(Line, Column);

/// <summary>A mapping; its keys are unique.</summary>
/// <param name="Entries">Key and value, in the order of the file.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record YamlMapping(IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries, int Line, int Column) : YamlValue(Line, Column);
