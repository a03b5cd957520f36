namespace Phoenix.Manifests.Lint;

/// <summary>Files that show a rule: tested and printed in its documentation.</summary>
/// <param name="Files">Path and text of each. The name decides how a file is read: <c>*.yaml</c>, <c>phoenix.yaml</c> (stack file), <c>*.conf</c>, <c>kustomization.yaml</c>.</param>
public sealed record LintExample(IReadOnlyList<(string Path, string Text)> Files)
{
    /// <summary>One file of manifests, several documents allowed.</summary>
    public static LintExample Yaml(string text) => new([("manifests.yaml", text)]);

    /// <summary>One pgbackrest.conf.</summary>
    public static LintExample Conf(string text) => new([("pgbackrest.conf", text)]);

    /// <summary>One stack file.</summary>
    public static LintExample Stack(string text) => new([("phoenix.yaml", text)]);
}
