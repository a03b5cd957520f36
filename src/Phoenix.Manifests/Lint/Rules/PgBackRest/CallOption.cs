using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One option of a command line.</summary>
/// <param name="Name">Its name, read.</param>
/// <param name="Value">Its value; null when there is none.</param>
/// <param name="From">The scalar that it was written in.</param>
internal sealed record CallOption(OptionName Name, string? Value, YamlScalar From)
{
    /// <summary>Whether a variable in it is not filled in.</summary>
    public bool IsOpen => YamlLookup.IsOpen(Name.Written) || YamlLookup.IsOpen(Value) || Name.Written.Contains('$', StringComparison.Ordinal) || Value?.Contains('$', StringComparison.Ordinal) == true;
}
