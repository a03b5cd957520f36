using System.Collections.Concurrent;
using System.Text;
using Phoenix.Errors;
using Phoenix.Manifests.Lint.Flux;
using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Lint.Schemas;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint;

/// <summary>Reads manifests, configurations and stack files, follows their kustomizations and fills in their variables.</summary>
/// <param name="tree">Where they are.</param>
public sealed class LintReader(ILintTree tree)
{
    /// <summary>A file of this name makes its folder a tree of its own: what stands beside it is not looked at together with what is in it.</summary>
    public const string RootMark = ".phoenix-lint";

    private readonly ConcurrentDictionary<string, ReadFile> files = new(StringComparer.Ordinal);
    private readonly List<LintNote> notes = [];

    private IReadOnlyList<string> apart = [];

    /// <summary>Schemas that manifests are held against, beside those of definitions in the tree itself.</summary>
    public CrdSchemas Schemas { get; init; } = new();

    /// <summary>Builds kustomizations that cannot be followed by their text; null for nobody.</summary>
    public IKustomizer? Kustomizer { get; init; }

    /// <summary>Whether a file of that name is looked into when it is found in a folder.</summary>
    public static bool IsWanted(string name) => FileReading.IsWanted(name);

    /// <summary>Reads an example as a whole tree.</summary>
    public static LintSet Read(LintExample example) => new LintReader(new MemoryTree(example.Files.Select(f => (f.Path, Encoding.UTF8.GetBytes(f.Text))))).Read(["/"]);

    /// <summary>Reads files and folders; folders with a <see cref="RootMark"/> below them are read as sets of their own.</summary>
    /// <param name="tree">Where they are.</param>
    /// <param name="paths">Their paths in the tree.</param>
    /// <param name="schemas">Schemas that manifests are held against.</param>
    /// <param name="kustomizer">Builds kustomizations that cannot be followed by their text; null for nobody.</param>
    /// <exception cref="PhoenixException">Usage: a path leads nowhere.</exception>
    public static IReadOnlyList<LintSet> ReadTrees(ILintTree tree, IReadOnlyList<string> paths, CrdSchemas schemas, IKustomizer? kustomizer = null)
    {
        string[] marked =
        [
            .. paths.Where(tree.IsFolder).SelectMany(p => tree.Files(p, [])).Where(f => TreePath.Name(f) == RootMark).Select(TreePath.Folder)
                .Where(f => !paths.Contains(f)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        return
        [
            new LintReader(tree) { Schemas = schemas, Kustomizer = kustomizer, apart = marked }.Read(paths),
            .. marked.Select(m => new LintReader(tree) { Schemas = schemas, Kustomizer = kustomizer, apart = [.. marked.Where(o => o != m && TreePath.IsBelow(o, m))] }.Read([m])),
        ];
    }

    /// <summary>Reads files and folders as one set.</summary>
    /// <param name="paths">Their paths in the tree.</param>
    /// <exception cref="PhoenixException">Usage: a path leads nowhere.</exception>
    public LintSet Read(IReadOnlyList<string> paths)
    {
        HashSet<string> named = new(StringComparer.Ordinal);
        List<string> folders = [];
        List<string> wanted = [];
        foreach (string path in paths)
        {
            if (tree.IsFolder(path))
            {
                folders.Add(path);
                wanted.AddRange(Below(path));
            }
            else if (tree.IsFile(path))
            {
                named.Add(path);
                wanted.Add(path);
            }
            else
            {
                throw new PhoenixException(ErrorCode.Usage, $"{tree.File(path).Path} is not there", "name files and folders that are there, or - for standard input");
            }
        }

        ReadAll([.. wanted.Distinct(StringComparer.Ordinal)], named);
        var build = new KustomizeBuild(tree, path => files.GetOrAdd(path, p => new FileReading(tree).Read(p, named: false, new TextPool()))) { Kustomizer = Kustomizer };
        var flux = new FluxPaths(tree, folders);
        List<BuiltObject> objects = Kustomized(build, flux);
        objects.AddRange(Plain(build, flux, named));
        objects = [.. objects.OrderBy(o => o.File.Path, StringComparer.Ordinal).ThenBy(o => o.Root.Line)];
        Manifest[] manifests = [.. new FluxApply(flux, build, notes).Apply(objects).Select(o => o.ToManifest())];
        LintStack[] stacks = [.. Stacks(build)];
        CrdSchemas schemas = Schemas.With(manifests.Where(m => m.Kind == "CustomResourceDefinition").Select(m => m.Root));
        notes.AddRange(manifests.SelectMany(schemas.Check));
        notes.AddRange(build.Notes);
        notes.AddRange(files.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => f.Value.Note).OfType<LintNote>());
        bool seesAll = folders.Count > 0 && !notes.Any(n => n.Rule is LintNotes.Unread or LintNotes.NotFollowed or LintNotes.Kustomize);
        return new LintSet(manifests, [.. Confs(build, manifests)], stacks, notes, seesAll)
        {
            Suppressions = [.. files.OrderBy(f => f.Key, StringComparer.Ordinal).SelectMany(f => f.Value.Suppressions)],
            Files = files.Values.Count(f => f.Form != FileForm.Other),
        };
    }

    private IEnumerable<string> Below(string folder)
    {
        List<(string Path, string What)> faults = [];
        IReadOnlyList<string> found = tree.Files(folder, faults);
        foreach ((string path, string what) in faults)
        {
            notes.Add(new LintNote(LintNotes.NotFollowed, new LintPlace(tree.File(path), 1, 1), what));
        }

        return found.Where(f => FileReading.IsWanted(TreePath.Name(f)) && !apart.Any(a => TreePath.IsBelow(f, a)));
    }

    private void ReadAll(IReadOnlyList<string> paths, HashSet<string> named)
    {
        if (paths.Count == 0)
        {
            return;
        }

        // Each thread has texts of its own that occur again and again: most keys of manifests are the same few hundred.
        var reading = new FileReading(tree);
        Parallel.ForEach(
            Partitioner.Create(0, paths.Count, Math.Clamp(paths.Count / Environment.ProcessorCount, 1, 64)),
            () => new TextPool(),
            (range, _, pool) =>
            {
                for (int i = range.Item1; i < range.Item2; i++)
                {
                    files[paths[i]] = reading.Read(paths[i], named.Contains(paths[i]), pool);
                }

                return pool;
            },
            _ => { });
    }

    // The outermost kustomizations, and those that Flux is pointed at.
    private List<BuiltObject> Kustomized(KustomizeBuild build, FluxPaths flux)
    {
        ReadFile[] kustomizations = [.. files.Values.Where(f => f.Form == FileForm.Kustomization).OrderBy(f => f.Path, StringComparer.Ordinal)];
        HashSet<string> within = [.. kustomizations.SelectMany(k => KustomizeBuild.FoldersOf(k.Documents[0], TreePath.Folder(k.Path)))];
        HashSet<string> pointed = [.. FluxFolders(flux)];
        List<BuiltObject> objects = [];
        foreach (string folder in kustomizations.Where(k => k.Documents[0].Text("kind") != "Component").Select(k => TreePath.Folder(k.Path)).Where(f => !within.Contains(f) || pointed.Contains(f)))
        {
            objects.AddRange(build.Build(folder));
        }

        // Those that only take in each other.
        foreach (ReadFile left in kustomizations.Where(k => k.Documents[0].Text("kind") != "Component" && !build.Claimed.Contains(TreePath.Folder(k.Path))))
        {
            if (!build.Claimed.Contains(TreePath.Folder(left.Path)))
            {
                objects.AddRange(build.Build(TreePath.Folder(left.Path)));
            }
        }

        return objects;
    }

    private IEnumerable<string> FluxFolders(FluxPaths flux) => FluxKustomizations(flux).Select(k => k.Folder);

    private IEnumerable<(BuiltObject One, string Folder)> FluxKustomizations(FluxPaths flux) =>
        from file in files.Values
        where file.Form == FileForm.Documents
        from one in KustomizeBuild.ObjectsOf(file)
        where FluxVariables.IsKustomization(one)
        let folder = flux.Folder(one.Root, file.Path)
        where folder is not null
        select (one, folder!);

    private IEnumerable<BuiltObject> Plain(KustomizeBuild build, FluxPaths flux, HashSet<string> named)
    {
        HashSet<string> components = Components(build, flux);
        HashSet<string> said = new(StringComparer.Ordinal);
        foreach (ReadFile file in files.Values.Where(f => f.Form is FileForm.Documents or FileForm.Unread && !build.Claimed.Contains(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            BuiltObject[] objects = [.. KustomizeBuild.ObjectsOf(file)];
            if (objects.Length > 0 && !named.Contains(file.Path) && Governing(build, file) is ReadFile governing)
            {
                string folder = TreePath.Folder(file.Path);
                if (governing.Documents[0].Text("kind") != "Component" || build.Claimed.Contains(folder))
                {
                    notes.Add(new LintNote(LintNotes.NotListed, objects[0].ToManifest().Place, $"{governing.File.Path} does not list this file: it is not applied, and was not checked"));
                }
                else if (!components.Contains(folder) && said.Add(folder))
                {
                    notes.Add(new LintNote(LintNotes.NotListed, new LintPlace(governing.File, 1, 1), "no kustomization takes in this component: it is not applied, and was not checked"));
                }

                continue;
            }

            foreach (BuiltObject one in objects)
            {
                yield return one;
            }
        }
    }

    // The folders of the components that Flux takes in, which are followed when its Kustomizations are.
    private HashSet<string> Components(KustomizeBuild build, FluxPaths flux)
    {
        HashSet<string> found = new(StringComparer.Ordinal);
        Stack<string> open = new(FluxKustomizations(flux).SelectMany(k => FluxPaths.Components(k.One.Root).Select(c => TreePath.Combine(k.Folder, c.Text))));
        while (open.TryPop(out string? folder))
        {
            if (found.Add(folder) && build.FileIn(folder) is string path && files.TryGetValue(path, out ReadFile? read) && read.Form == FileForm.Kustomization)
            {
                foreach (string inner in KustomizeBuild.FoldersOf(read.Documents[0], folder))
                {
                    open.Push(inner);
                }
            }
        }

        return found;
    }

    private ReadFile? Governing(KustomizeBuild build, ReadFile file) =>
        build.FileIn(TreePath.Folder(file.Path)) is string path && files.TryGetValue(path, out ReadFile? read) && read.Form == FileForm.Kustomization ? read : null;

    private IEnumerable<LintStack> Stacks(KustomizeBuild build)
    {
        foreach (ReadFile file in files.Values.Where(f => f.Form == FileForm.Stack && !build.Claimed.Contains(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            if (StackReading.Read(file, out LintNote? fault) is LintStack stack)
            {
                yield return stack;
            }

            if (fault is not null)
            {
                notes.Add(fault);
            }
        }
    }

    private IEnumerable<ConfText> Confs(KustomizeBuild build, IEnumerable<Manifest> manifests) =>
    [
        .. files.Values.Where(f => f.Form == FileForm.Conf && !build.Claimed.Contains(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal)
            .Select(f => ConfReader.Read(null, TreePath.Name(f.Path), new LintPlace(f.File, 1, 1), f.Text!, ConfLines.OfFile(f.File, f.Text!))),
        .. manifests.SelectMany(ConfTexts.Of),
    ];
}
