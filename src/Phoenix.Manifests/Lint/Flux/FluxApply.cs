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
        (BuiltObject One, string? Folder)[] kustomizations = [.. objects.Where(FluxVariables.IsKustomization).Select(o => (o, paths.Folder(o.Root, o.Path)))];
        NoteMissing(kustomizations);
        Owner[] owners = [.. kustomizations.Where(k => k.Folder is not null).Select(k => new Owner(k.Folder!, $"{k.One.Root.Text("metadata", "namespace")}/{k.One.Name}", new FluxVariables(k.One, objects, notes)))];
        return owners.Length == 0 ? objects : [.. objects.SelectMany(o => Applied(o, owners))];
    }

    // A path can only be missing from the repository that is read: that another Kustomization of the same source has its folder here shows that it is that source's.
    private void NoteMissing((BuiltObject One, string? Folder)[] kustomizations)
    {
        HashSet<string> here = [.. kustomizations.Where(k => k.Folder is not null).Select(k => Source(k.One))];
        foreach ((BuiltObject one, _) in kustomizations.Where(k => k.Folder is null && here.Contains(Source(k.One))))
        {
            if (one.Root.Scalar("spec", "path") is YamlScalar path && !YamlLookup.IsOpen(path.Text))
            {
                notes.Add(new LintNote(LintNotes.PathMissing, one.ToManifest().At(path), $"the Flux Kustomization {one.Name} applies {path.Text}, which is not there"));
            }
        }
    }

    private static string Source(BuiltObject one) =>
        $"{one.Root.Text("spec", "sourceRef", "kind")}/{one.Root.Text("spec", "sourceRef", "namespace") ?? one.Root.Text("metadata", "namespace")}/{one.Root.Text("spec", "sourceRef", "name")}";

    private static IEnumerable<BuiltObject> Applied(BuiltObject one, Owner[] owners)
    {
        int longest = owners.Where(o => TreePath.IsBelow(one.Folder, o.Folder)).Select(o => o.Folder.Length).DefaultIfEmpty(-1).Max();
        return longest < 0
            ? [one]
            : owners.Where(o => o.Folder.Length == longest && TreePath.IsBelow(one.Folder, o.Folder)).Select(o => o.Variables.Apply(one) with { AppliedBy = o.Identity });
    }

    private sealed record Owner(string Folder, string Identity, FluxVariables Variables);
}
