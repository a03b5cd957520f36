using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>What Flux's Kustomizations make of the objects of their folders.</summary>
/// <param name="paths">Finds the folders.</param>
/// <param name="notes">Gets what is not known or not defined.</param>
internal sealed class FluxApply(FluxPaths paths, List<LintNote> notes)
{
    /// <summary>The objects as they are applied: one for each Kustomization that applies it.</summary>
    public IReadOnlyList<BuiltObject> Apply(IReadOnlyList<BuiltObject> objects)
    {
        NotePaths(objects);
        (string Folder, FluxVariables Variables)[] owners =
        [
            .. from one in objects
               where FluxVariables.IsKustomization(one)
               let folder = paths.Folder(one.Root, one.Path)
               where folder is not null
               select (folder!, new FluxVariables(one, objects, notes)),
        ];
        return owners.Length == 0 ? objects : [.. objects.SelectMany(o => Applied(o, owners))];
    }

    private static IEnumerable<BuiltObject> Applied(BuiltObject one, (string Folder, FluxVariables Variables)[] owners)
    {
        int longest = owners.Where(o => TreePath.IsBelow(one.Folder, o.Folder)).Select(o => o.Folder.Length).DefaultIfEmpty(-1).Max();
        return longest < 0 ? [one] : owners.Where(o => o.Folder.Length == longest && TreePath.IsBelow(one.Folder, o.Folder)).Select(o => o.Variables.Apply(one));
    }

    // Only of a source from which another Kustomization's folder is here is it known that it is this repository.
    private void NotePaths(IReadOnlyList<BuiltObject> objects)
    {
        (BuiltObject One, string? Folder)[] all = [.. objects.Where(FluxVariables.IsKustomization).Select(k => (k, paths.Folder(k.Root, k.Path)))];
        HashSet<string> here = [.. all.Where(k => k.Folder is not null).Select(k => Source(k.One))];
        foreach ((BuiltObject one, _) in all.Where(k => k.Folder is null && here.Contains(Source(k.One))))
        {
            if (one.Root.Scalar("spec", "path") is YamlScalar path && !YamlLookup.IsOpen(path.Text))
            {
                notes.Add(new LintNote(LintNotes.FluxPath, one.ToManifest().At(path), $"the Flux Kustomization {one.Name} names the path '{path.Text}', which is not in the repository"));
            }
        }
    }

    private static string Source(BuiltObject one) =>
        $"{one.Root.Text("spec", "sourceRef", "kind")} {one.Root.Text("spec", "sourceRef", "namespace") ?? one.Root.Text("metadata", "namespace")}/{one.Root.Text("spec", "sourceRef", "name")}";
}
