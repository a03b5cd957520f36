using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>A patch that was read.</summary>
/// <param name="Documents">Its documents: objects that are merged in, lists of operations.</param>
/// <param name="Target">What it is for; null when each document names its object.</param>
/// <param name="File">The file that it is written in.</param>
/// <param name="Place">Where it is named.</param>
internal sealed record KustomizePatch(IReadOnlyList<YamlValue> Documents, YamlMapping? Target, LintFile File, LintPlace Place);
