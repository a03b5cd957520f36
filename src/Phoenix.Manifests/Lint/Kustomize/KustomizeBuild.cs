using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Kustomize;

/// <summary>
/// Follows kustomizations as far as their literal text goes: resources, bases, components, generators, patches, namespace, prefix, suffix, labels. What it does not follow (remote bases, charts, replacements,
/// plugins) is said.
/// </summary>
/// <param name="tree">Where the files are.</param>
/// <param name="read">Reads a file, once.</param>
internal sealed class KustomizeBuild(ILintTree tree, Func<string, ReadFile> read)
{
    private static readonly string[] Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
    private static readonly string[] NotFollowed = ["helmCharts", "helmChartInflationGenerator", "generators", "transformers", "validators", "replacements", "vars", "configurations"];

    private readonly HashSet<string> claimed = new(StringComparer.Ordinal);
    private readonly List<LintNote> notes = [];
    private int opened;
    private bool remote;

    /// <summary>Where the files are.</summary>
    public ILintTree Tree { get; } = tree;

    /// <summary>Files and folders that a kustomization names.</summary>
    public IReadOnlySet<string> Claimed => claimed;

    /// <summary>What was not followed, and what is broken.</summary>
    public IReadOnlyList<LintNote> Notes => notes;

    /// <summary>Whether something of the kustomization that is being built was not followed.</summary>
    public bool IsPartial => notes.Skip(opened).Any(n => n.Rule == LintNotes.NotFollowed);

    /// <summary>The kustomization of a folder; null when it has none.</summary>
    public string? FileIn(string folder) => Names.Select(n => TreePath.Combine(folder, n)).FirstOrDefault(Tree.IsFile);

    /// <summary>The folders that a kustomization takes in.</summary>
    public static IEnumerable<string> FoldersOf(YamlValue kustomization, string folder) => Entries(kustomization).Where(e => !IsRemote(e.Text)).Select(e => TreePath.Combine(folder, e.Text));

    /// <summary>Adds a note.</summary>
    public void Note(string rule, LintPlace place, string message) => notes.Add(new LintNote(rule, place, message));

    /// <summary>Reads a file that a kustomization names.</summary>
    public ReadFile Claim(string path)
    {
        claimed.Add(path);
        return read(path);
    }

    /// <summary>Builds what is not followed by its text; null for nobody.</summary>
    public IKustomizer? Kustomizer { get; init; }

    /// <summary>The objects of a kustomization.</summary>
    /// <param name="folder">Its folder.</param>
    public List<BuiltObject> Build(string folder)
    {
        int before = opened = notes.Count;
        remote = false;
        List<BuiltObject> objects = Build(folder, [], []);
        return [.. (Rendered(folder, objects, before) ?? objects).Select(o => o with { Folder = folder })];
    }

    /// <summary>The objects with what components make of them, and add.</summary>
    /// <param name="from">The file that names the components.</param>
    /// <param name="folder">The folder that their paths start from.</param>
    /// <param name="components">Their paths.</param>
    /// <param name="objects">The objects.</param>
    public List<BuiltObject> WithComponents(LintFile from, string folder, IEnumerable<YamlScalar> components, List<BuiltObject> objects)
    {
        opened = notes.Count;
        return components.Aggregate(objects, (all, component) => Resource(from, folder, component, all, []));
    }

    // Nothing remote: the program would fetch it.
    private List<BuiltObject>? Rendered(string folder, List<BuiltObject> literal, int before)
    {
        LintNote[] open = [.. notes.Skip(before).Where(n => n.Rule == LintNotes.NotFollowed)];
        if (Kustomizer is null || remote || open.Length == 0 || notes.Skip(before).Any(n => n.Rule == LintNotes.Kustomize))
        {
            return null;
        }

        LintPlace at = open[0].Place;
        string? text = Kustomizer.Build(folder, out string? fault);
        List<BuiltObject>? rendered = text is null ? null : new RenderedObjects(read(FileIn(folder)!).File, new YamlScalar("", YamlScalarStyle.Plain, at.File.Path == read(FileIn(folder)!).File.Path ? at.Line : 1, 1), folder).Place(text, literal);
        if (rendered is null)
        {
            notes.Add(new LintNote(LintNotes.NotFollowed, at, $"kubectl kustomize could not build it either: {fault ?? "what it printed cannot be read"}"));
            return null;
        }

        notes.RemoveAll(n => open.Any(o => ReferenceEquals(o, n)));
        return rendered;
    }

    private List<BuiltObject> Build(string folder, List<BuiltObject> objects, HashSet<string> open)
    {
        ReadFile kustomization = Claim(FileIn(folder)!);
        claimed.Add(folder);
        if (kustomization.Form != FileForm.Kustomization || kustomization.Documents[0] is not YamlMapping spec)
        {
            return objects;
        }

        open.Add(folder);
        foreach (YamlScalar entry in spec.Items("resources").Concat(spec.Items("bases")).OfType<YamlScalar>())
        {
            objects = [.. objects, .. Resource(kustomization.File, folder, entry, [], open)];
        }

        objects = new KustomizeGenerators(this, kustomization.File, folder).Apply(spec, objects);
        foreach (YamlScalar entry in spec.Items("components").OfType<YamlScalar>())
        {
            objects = Resource(kustomization.File, folder, entry, objects, open);
        }

        foreach ((YamlScalar key, _) in spec.Entries.Where(e => NotFollowed.Contains(e.Key.Text)))
        {
            Note(LintNotes.NotFollowed, new LintPlace(kustomization.File, key.Line, key.Column), $"'{key.Text}' of this kustomization was not followed: what it makes or changes is not seen");
        }

        objects = new KustomizePatches(this, v => new LintPlace(kustomization.File, v.Line, v.Column), folder).Apply(spec, objects);
        objects = new KustomizeNames(kustomization.File, spec).Apply(objects);
        open.Remove(folder);
        return objects;
    }

    private List<BuiltObject> Resource(LintFile from, string folder, YamlScalar entry, List<BuiltObject> objects, HashSet<string> open)
    {
        LintPlace place = new(from, entry.Line, entry.Column, Math.Max(0, entry.End - entry.Start));
        if (IsRemote(entry.Text))
        {
            remote = true;
            Note(LintNotes.NotFollowed, place, $"{entry.Text} is remote and was not followed: what it brings is not seen");
            return objects;
        }

        string path = TreePath.Combine(folder, entry.Text);
        if (Tree.IsFolder(path))
        {
            if (open.Contains(path))
            {
                Note(LintNotes.Kustomize, place, $"{entry.Text} leads back to a kustomization that takes this one in: Kustomize ends here and nothing of it is applied");
                return objects;
            }

            if (FileIn(path) is not null)
            {
                return Build(path, objects, open);
            }

            Note(LintNotes.Kustomize, place, $"the folder {entry.Text} has no kustomization.yaml: Kustomize ends here and nothing of this folder is applied");
            return objects;
        }

        if (!Tree.IsFile(path))
        {
            Note(LintNotes.Kustomize, place, $"{entry.Text} is not there: Kustomize ends here and nothing of this folder is applied");
            return objects;
        }

        return [.. objects, .. ObjectsOf(Claim(path))];
    }

    /// <summary>The objects in a file: its documents, and the items of Lists.</summary>
    public static IEnumerable<BuiltObject> ObjectsOf(ReadFile file) =>
        file.Documents.SelectMany(d => Flatten(d, 0)).Select(o => new BuiltObject(file.File, o, TreePath.Folder(file.Path)) { Path = file.Path });

    private static IEnumerable<YamlMapping> Flatten(YamlValue document, int depth) => document switch
    {
        YamlMapping list when list.Text("kind") is string kind && kind.EndsWith("List", StringComparison.Ordinal) && list.Find("items") is YamlSequence items && depth < 3 => items.Items.SelectMany(i => Flatten(i, depth + 1)),
        YamlMapping one when one.Text("kind") is not null && one.Text("apiVersion") is not null => [one],
        _ => [],
    };

    private static IEnumerable<YamlScalar> Entries(YamlValue spec) => spec.Items("resources").Concat(spec.Items("bases")).Concat(spec.Items("components")).OfType<YamlScalar>();

    private static bool IsRemote(string entry) =>
        entry.Contains("://", StringComparison.Ordinal) || entry.StartsWith("git@", StringComparison.Ordinal) || entry.StartsWith("git::", StringComparison.Ordinal)
        || entry.Contains("?ref=", StringComparison.Ordinal) || entry.StartsWith("github.com/", StringComparison.Ordinal) || entry.StartsWith("gitlab.com/", StringComparison.Ordinal);
}
