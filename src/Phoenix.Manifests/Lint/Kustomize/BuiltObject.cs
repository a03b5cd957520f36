using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>One object on its way through Kustomize.</summary>
/// <param name="File">The file that it stands in.</param>
/// <param name="Root">The object as it is by now.</param>
/// <param name="Folder">The folder it was taken from: that of the outermost kustomization, or of the file.</param>
internal sealed record BuiltObject(LintFile File, YamlMapping Root, string Folder)
{
    private Dictionary<YamlValue, LintFile>? elsewhere;

    /// <summary>The path in the tree of the file that it stands in.</summary>
    public string Path { get; init; } = "";

    /// <summary>The Flux Kustomization that applies it, as <c>namespace/name</c>; null when none does.</summary>
    public string? AppliedBy { get; init; }

    /// <summary>The API group.</summary>
    public string Group => Root.Text("apiVersion") is string version && version.Contains('/', StringComparison.Ordinal) ? version[..version.IndexOf('/', StringComparison.Ordinal)] : "";

    /// <summary>The API version, without its group.</summary>
    public string Version => Root.Text("apiVersion") is string version ? version[(version.IndexOf('/', StringComparison.Ordinal) + 1)..] : "";

    /// <summary>The kind.</summary>
    public string Kind => Root.Text("kind") ?? "";

    /// <summary>The name.</summary>
    public string Name => Root.Text("metadata", "name") ?? "";

    /// <summary>The name before prefixes and suffixes: patches select by either.</summary>
    public string FirstName { get; init; } = Root.Text("metadata", "name") ?? "";

    /// <summary>What the rules see.</summary>
    public Manifest ToManifest() => new(File, Root, elsewhere) { AppliedBy = AppliedBy };

    /// <summary>The object with other content that was written in another file.</summary>
    /// <param name="root">The content.</param>
    /// <param name="file">That file.</param>
    /// <param name="values">The values that stand in it.</param>
    public BuiltObject With(YamlMapping root, LintFile file, IEnumerable<YamlValue> values)
    {
        Dictionary<YamlValue, LintFile> files = elsewhere is null ? new(ReferenceEqualityComparer.Instance) : new(elsewhere, ReferenceEqualityComparer.Instance);
        foreach (YamlValue value in values)
        {
            files[value] = file;
        }

        return this with { Root = root, elsewhere = files };
    }

    /// <summary>The object with texts changed where they stand.</summary>
    public BuiltObject Map(Func<YamlScalar, YamlScalar> change)
    {
        Dictionary<YamlValue, LintFile>? files = elsewhere;
        YamlMapping root = (YamlMapping)YamlEdit.Map(Root, change, (old, made) =>
        {
            if (elsewhere?.TryGetValue(old, out LintFile? file) == true)
            {
                files = ReferenceEquals(files, elsewhere) ? new(elsewhere, ReferenceEqualityComparer.Instance) : files!;
                files[made] = file;
            }
        });
        return ReferenceEquals(root, Root) ? this : this with { Root = root, elsewhere = files };
    }
}
