using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>What Flux's Kustomizations make of the objects of their folders.</summary>
/// <param name="paths">Finds the folders.</param>
/// <param name="build">Follows their components.</param>
/// <param name="notes">Gets what is not known or not defined.</param>
internal sealed class FluxApply(FluxPaths paths, KustomizeBuild build, List<LintNote> notes)
{
    // A Kustomization that several others apply is as many Kustomizations; more of them than this are not told apart.
    private const int MostVersions = 8;
    private const int MostDepth = 20;

    private readonly Dictionary<BuiltObject, IReadOnlyList<BuiltObject>> applied = new(ReferenceEqualityComparer.Instance);
    private Dictionary<string, BuiltObject[]> byFolder = [];
    private IReadOnlyList<BuiltObject> all = [];

    /// <summary>The objects as they are applied: one for each Kustomization that applies it.</summary>
    public IReadOnlyList<BuiltObject> Apply(IReadOnlyList<BuiltObject> objects)
    {
        (BuiltObject One, string? Folder)[] kustomizations = Here([.. objects.Where(FluxVariables.IsKustomization).Select(o => (o, paths.Folder(o.Root, o.Path)))]);
        if (kustomizations.Length == 0)
        {
            return objects;
        }

        NoteMissing(kustomizations);
        all = objects;
        byFolder = kustomizations.Where(k => k.Folder is not null).GroupBy(k => k.Folder!, k => k.One, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        ILookup<string, FluxOwner> owners = byFolder
            .SelectMany(f => f.Value.SelectMany(k => Applied(k, 0)).Select(k => new FluxOwner(k, f.Key, objects, build, notes)))
            .ToLookup(o => o.Folder, StringComparer.Ordinal);
        ILookup<string, BuiltObject> parts = objects.ToLookup(o => Nearest(o.Folder) ?? "", StringComparer.Ordinal);
        return
        [
            .. parts[""].Concat(owners.SelectMany(folder => folder.SelectMany(owner => owner.Apply([.. parts[folder.Key]]))))
                .OrderBy(o => o.File.Path, StringComparer.Ordinal).ThenBy(o => o.Root.Line),
        ];
    }

    // Every repository has a top: that a Kustomization names it does not show that it is this one's. Another path that is here does.
    private static (BuiltObject One, string? Folder)[] Here((BuiltObject One, string? Folder)[] kustomizations)
    {
        static bool NamesTop(BuiltObject one) => TreePath.Combine("/", one.Root.Text("spec", "path") ?? "") == "/";

        HashSet<string> home = [.. kustomizations.Where(k => k.Folder is not null && !NamesTop(k.One)).Select(k => Source(k.One))];
        bool IsHere(BuiltObject one) => !NamesTop(one) || (home.Count > 0 ? home.Contains(Source(one)) : one.Root.Text("spec", "sourceRef", "kind") == "GitRepository");
        return [.. kustomizations.Select(k => IsHere(k.One) ? k : (k.One, null))];
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

    // A Kustomization is an object as well: the one that applies it may patch it, as many repositories do to give all of them the same variables. One that applies itself is as it is written.
    private IReadOnlyList<BuiltObject> Applied(BuiltObject one, int depth)
    {
        if (applied.TryGetValue(one, out IReadOnlyList<BuiltObject>? known))
        {
            return known;
        }

        applied[one] = [one];
        if (depth < MostDepth && Nearest(one.Folder) is string folder && byFolder[folder].Any(o => !ReferenceEquals(o, one)))
        {
            applied[one] =
            [
                .. byFolder[folder].Where(o => !ReferenceEquals(o, one)).Take(MostVersions).SelectMany(o => Applied(o, depth + 1))
                    .SelectMany(o => new FluxOwner(o, folder, all, build, []).Apply(one)).DistinctBy(o => o.Root, ReferenceEqualityComparer.Instance).Take(MostVersions),
            ];
        }

        return applied[one];
    }

    // The folder of the Kustomizations that apply what is in a folder: the nearest above it.
    private string? Nearest(string folder)
    {
        for (string at = folder; ; at = TreePath.Folder(at))
        {
            if (byFolder.ContainsKey(at))
            {
                return at;
            }

            if (at == "/")
            {
                return null;
            }
        }
    }
}
