using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>What Flux's Kustomizations make of the objects of their folders.</summary>
/// <param name="paths">Finds the folders.</param>
/// <param name="notes">Gets what is not known or not defined.</param>
internal sealed class FluxApply(FluxPaths paths, List<LintNote> notes)
{
    /// <summary>The objects as they are applied: one for each Kustomization that applies it.</summary>
    public IReadOnlyList<BuiltObject> Apply(IReadOnlyList<BuiltObject> objects)
    {
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
}
