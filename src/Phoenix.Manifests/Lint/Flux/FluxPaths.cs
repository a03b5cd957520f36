using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>Finds the folder that a Flux Kustomization applies.</summary>
/// <param name="tree">Where the files are.</param>
/// <param name="given">The folders that were given on the command line.</param>
internal sealed class FluxPaths(ILintTree tree, IReadOnlyList<string> given)
{
    /// <summary>The paths of a Flux Kustomization's components, from its folder.</summary>
    public static IEnumerable<YamlScalar> Components(YamlMapping kustomization) => kustomization.Items("spec", "components").OfType<YamlScalar>().Where(c => !YamlLookup.IsOpen(c.Text));

    /// <summary>The folder; null when it names none, or none that is here.</summary>
    /// <param name="kustomization">The Flux Kustomization.</param>
    /// <param name="file">The path of its file.</param>
    public string? Folder(YamlMapping kustomization, string file)
    {
        // An artifact of parts of the repository has paths of its own.
        if (kustomization.Text("spec", "path") is not string path || YamlLookup.IsOpen(path) || kustomization.Text("spec", "sourceRef", "kind") == "ExternalArtifact")
        {
            return null;
        }

        // The path starts at the repository's top; where that is not known, or holds no such folder (a tree inside of another repository), at a folder that was given, or above the file. A tree of its own has its own top.
        IEnumerable<string> own = given.Where(g => tree.IsFile(TreePath.Combine(g, LintReader.RootMark)));
        string? top = tree.Top(file);
        List<string> tops = [.. own, .. top is not null ? [top] : (string[])[], .. given];
        for (string folder = TreePath.Folder(file); folder != "/" && folder != top; folder = TreePath.Folder(folder))
        {
            tops.Add(folder);
        }

        return tops.Select(t => TreePath.Combine(t, "./" + path)).FirstOrDefault(tree.IsFolder);
    }
}
