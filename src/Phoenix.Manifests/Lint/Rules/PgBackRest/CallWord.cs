using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Rules.PgBackRest;

/// <summary>One word of a command line, after the shell has taken off its quotes.</summary>
/// <param name="Text">The word.</param>
/// <param name="From">The scalar that it was written in.</param>
internal sealed record CallWord(string Text, YamlScalar From);
