namespace Phoenix.Manifests.Yaml;

/// <summary>A YAML value with the place where it stands. The family is closed.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public abstract record YamlValue(int Line, int Column);

/// <summary>A scalar.</summary>
/// <param name="Text">Its text.</param>
/// <param name="IsPlain">Whether it stands without quotes: only then can it be null or a boolean.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public sealed record YamlScalar(string Text, bool IsPlain, int Line, int Column) : YamlValue(Line, Column);

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
