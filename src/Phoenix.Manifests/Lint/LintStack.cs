using Phoenix.Manifests.Yaml;
using Phoenix.Stacks;

namespace Phoenix.Manifests.Lint;

/// <summary>A stack file.</summary>
/// <param name="File">The file.</param>
/// <param name="Root">Its values, with their places.</param>
/// <param name="Definition">What it declares.</param>
public sealed record LintStack(LintFile File, YamlMapping Root, StackDefinition Definition)
{
    /// <summary>The place of a value or a key of it.</summary>
    public LintPlace At(YamlValue value) => new(File, value.Line, value.Column, value is YamlScalar { Start: >= 0 } s ? Math.Max(0, s.End - s.Start) : 0);
}
