using System.Globalization;
using Phoenix.Errors;
using Phoenix.Manifests.Import.Flux;
using Phoenix.Manifests.Import.Terragrunt;

namespace Phoenix.Manifests.Import;

/// <summary>Makes a stack file out of an existing repository: its Terragrunt units, and its Flux Kustomizations. Only files are read.</summary>
public static class RepositoryImport
{
    /// <summary>Whether there is a Terragrunt unit at all, so that asking Terragrunt itself makes sense.</summary>
    public static bool HasTerragrunt(string folder) => RepositoryFiles.Find(Path.GetFullPath(folder), n => n == TerragruntUnits.FileName, []).Count > 0;

    /// <summary>The nearest text that a stack may be called: 1 to 63 of a-z, 0-9, - and _, beginning with a letter.</summary>
    public static string StackName(string text) => LayerNames.Valid(text);

    /// <summary>Reads a repository.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="stackFolder">Folder that the stack file will lie in: its paths start from there.</param>
    /// <param name="terragruntFind">What <c>terragrunt find --json --dag --dependencies</c> printed there; null to read what is written out only.</param>
    /// <param name="name">The stack's name; what is no valid name is made one.</param>
    /// <exception cref="PhoenixException">Configuration: nothing to import is there, a circle, one Kustomization declared twice; with file and line.</exception>
    public static ImportedStack Read(string folder, string stackFolder, string? terragruntFind, string name)
    {
        string root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (!Directory.Exists(root))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"there is no folder {folder}", "name the folder of a repository with --from");
        }

        List<string> notes = [];
        IReadOnlyList<ImportNode> units = TerragruntImport.Read(root, Path.GetFullPath(stackFolder), terragruntFind, notes);
        IReadOnlyList<ImportNode> kustomizations = FluxImport.Read(root, notes);
        List<string> sources = [];
        Count(units.Count, "Terragrunt unit");
        Count(kustomizations.Count, "Flux Kustomization");
        if (sources.Count == 0)
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"neither a Terragrunt unit (terragrunt.hcl) nor a Flux Kustomization is below {folder}{(notes.Count == 0 ? "" : $"; {notes[0]}")}",
                "name the folder that holds them, or start from a template: phoenix init --template lab");
        }

        IReadOnlyList<ImportNode> order = ImportGraph.Order([.. units, .. kustomizations]);
        if (units.Count > 0 && kustomizations.Count > 0)
        {
            notes.Add("which Terragrunt unit makes the cluster that Flux works in cannot be read: add it to the needs of each Kustomization that has none");
        }

        return new ImportedStack(StackText.Of(LayerNames.Valid(name), Head(sources, kustomizations.Count > 0, notes), order), order.Count, sources, notes);

        void Count(int count, string what)
        {
            if (count > 0)
            {
                sources.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}"));
            }
        }
    }

    private static IEnumerable<string> Head(List<string> sources, bool flux, List<string> notes)
    {
        yield return $"Made by 'phoenix init --from' of {string.Join(" and ", sources)}. What each key means: docs/spec/stack.md.";
        if (flux)
        {
            yield return "Programs see PATH, HOME and what 'env' gives them: without 'env: { KUBECONFIG: ... }' kubectl and flux use ~/.kube/config.";
            yield return "The Kustomizations have no 'wipe' and no 'exists', for they go with their cluster: a drill is at best Inconclusive until you add 'exists'.";
        }

        foreach (string note in notes)
        {
            yield return "not understood, please check: " + note;
        }
    }
}
