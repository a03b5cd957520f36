using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Flux;

/// <summary>A Flux Kustomization, and what it makes of the objects of its folder: components, patches, prefix, suffix, namespace, variables.</summary>
internal sealed class FluxOwner
{
    private readonly BuiltObject kustomization;
    private readonly KustomizeBuild build;
    private readonly FluxVariables variables;
    private readonly KustomizePatches patching;
    private readonly KustomizePatch[] patches;
    private readonly YamlScalar[] components;

    /// <summary>Reads one.</summary>
    /// <param name="kustomization">The Flux Kustomization.</param>
    /// <param name="folder">The folder that it applies.</param>
    /// <param name="all">All objects, ConfigMaps and Secrets among them.</param>
    /// <param name="build">Follows its components.</param>
    /// <param name="notes">Gets what is not known or not defined.</param>
    public FluxOwner(BuiltObject kustomization, string folder, IReadOnlyList<BuiltObject> all, KustomizeBuild build, List<LintNote> notes)
    {
        this.kustomization = kustomization;
        this.build = build;
        Folder = folder;
        Identity = $"{kustomization.Root.Text("metadata", "namespace")}/{kustomization.Name}";
        variables = new FluxVariables(kustomization, all, notes);
        patching = new KustomizePatches(build, kustomization.ToManifest().At, folder);
        patches = [.. patching.Read(kustomization.Root.Items("spec", "patches"))];
        bool mayMiss = kustomization.Root.Flag("spec", "ignoreMissingComponents") == true;
        components = [.. FluxPaths.Components(kustomization.Root).Where(c => !mayMiss || build.Tree.IsFolder(TreePath.Combine(folder, c.Text)))];
    }

    /// <summary>The folder that it applies.</summary>
    public string Folder { get; }

    /// <summary><c>namespace/name</c>.</summary>
    public string Identity { get; }

    /// <summary>All objects of its folder, as they are applied.</summary>
    public IEnumerable<BuiltObject> Apply(List<BuiltObject> objects) =>
        Changed(components.Length == 0 ? objects : build.WithComponents(kustomization.File, Folder, components, objects)).Select(o => variables.Apply(o) with { AppliedBy = Identity });

    /// <summary>One object of its folder, as it is applied; nothing when a patch deletes it.</summary>
    public IEnumerable<BuiltObject> Apply(BuiltObject one) => Changed([one]).Select(variables.Apply);

    private List<BuiltObject> Changed(List<BuiltObject> objects)
    {
        foreach (KustomizePatch patch in patches)
        {
            objects = patching.Apply(patch, objects, isWhole: false);
        }

        return kustomization.Root.Mapping("spec") is YamlMapping spec && (spec.Find("namePrefix") ?? spec.Find("nameSuffix")) is not null
            ? new KustomizeNames(kustomization.File, spec).Apply(objects)
            : objects;
    }
}
