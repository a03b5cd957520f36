using System.Text.Json.Nodes;
using Phoenix.Errors;
using Phoenix.Manifests.Lint;
using Phoenix.Manifests.Lint.Kustomize;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Objects;

/// <summary>Reads manifests as the objects that are to be applied. Unlike lint it lets nothing pass that it does not understand: an object that is left out is missing later.</summary>
/// <param name="tree">Where the files are.</param>
/// <param name="kustomizer">Builds kustomizations that cannot be followed by their text; null for nobody.</param>
public sealed class ManifestReader(ILintTree tree, IKustomizer? kustomizer)
{
    private readonly TextPool _pool = new();

    /// <summary>The objects of files and folders, in the order in which they are named; the files of a folder, those below it included, by their paths.</summary>
    /// <param name="paths">Absolute.</param>
    /// <exception cref="PhoenixException">Configuration: a file cannot be read, or holds something else than objects.</exception>
    public IReadOnlyList<JsonObject> ReadFiles(IReadOnlyList<string> paths)
    {
        List<JsonObject> objects = [];
        foreach (string path in paths)
        {
            if (tree.IsFolder(path))
            {
                string[] files = [.. Below(path)];
                objects.AddRange(files.Length > 0 ? files.SelectMany(f => ObjectsIn(f, named: false)) : throw Wrong($"the folder '{path}' holds no manifest", "Name a folder with .yaml, .yml or .json files"));
            }
            else
            {
                objects.AddRange(tree.IsFile(path) ? ObjectsIn(path, named: true) : throw Wrong($"'{path}' is not there", "Correct the path; relative ones start from the stack file's folder"));
            }
        }

        return objects;
    }

    /// <summary>The objects of a kustomization, followed by its text; by kubectl where that does not tell.</summary>
    /// <param name="folder">Its folder, absolute.</param>
    /// <exception cref="PhoenixException">Configuration: there is none, it is broken, or cannot be followed.</exception>
    public IReadOnlyList<JsonObject> ReadKustomization(string folder)
    {
        FileReading reading = new(tree);
        KustomizeBuild build = new(tree, path => reading.Read(path, named: false, _pool)) { Kustomizer = kustomizer };
        if (!tree.IsFolder(folder) || build.FileIn(folder) is not string file)
        {
            throw Wrong($"the folder '{folder}' has no kustomization.yaml", "Name the folder of a kustomization, or name manifests (manifests:)");
        }

        if (reading.Read(file, named: false, _pool) is { Note: { } unread })
        {
            throw At(unread);
        }

        List<BuiltObject> objects = build.Build(folder);
        if (build.Notes.FirstOrDefault() is { } note)
        {
            throw At(note);
        }

        foreach (string claimed in build.Claimed.Where(tree.IsFile))
        {
            if (reading.Read(claimed, named: false, _pool) is { Form: FileForm.Unread, Note: { } broken })
            {
                throw At(broken);
            }
        }

        return objects.Count > 0 ? [.. objects.Select(o => Object(o.File, o.Root))] : throw Wrong($"the kustomization '{folder}' has no objects", "List resources in it");
    }

    private IEnumerable<string> Below(string folder)
    {
        List<(string Path, string What)> faults = [];
        IReadOnlyList<string> files = tree.Files(folder, faults);
        if (faults.Count > 0)
        {
            throw Wrong($"'{faults[0].Path}' cannot be looked into: {faults[0].What}", "Let this account read it");
        }

        string[] wanted = [.. files.Where(f => f.EndsWith(".yaml", StringComparison.Ordinal) || f.EndsWith(".yml", StringComparison.Ordinal) || f.EndsWith(".json", StringComparison.Ordinal))];
        return wanted.FirstOrDefault(f => TreePath.Name(f) is "kustomization.yaml" or "kustomization.yml") is string kustomization
            ? throw Wrong($"the folder '{folder}' holds a kustomization ('{kustomization}'): its files are not what it makes of them", "Write 'kustomization: FOLDER' in place of 'manifests:'")
            : wanted;
    }

    private IEnumerable<JsonObject> ObjectsIn(string path, bool named)
    {
        ReadFile file = new FileReading(tree).Read(path, named, _pool);
        if (file.Note is { } note)
        {
            throw At(note);
        }

        if (file.Form != FileForm.Documents)
        {
            throw Wrong($"'{path}' is no manifest", "Name files with objects of Kubernetes");
        }

        foreach (YamlValue document in file.Documents)
        {
            if (document is not YamlMapping root || root.Text("kind") is not { Length: > 0 } kind || root.Text("apiVersion") is not { Length: > 0 })
            {
                throw Wrong($"{file.File.Path}:{document.Line}: this document is no object of Kubernetes: it has no apiVersion or no kind", "Take it out of the file, or name the files one by one");
            }

            // A List is no object of its own.
            IEnumerable<YamlValue> roots = kind == "List" ? root.Items("items") : [root];
            foreach (YamlValue one in roots)
            {
                yield return one is YamlMapping mapping ? Object(file.File, mapping) : throw Wrong($"{file.File.Path}:{one.Line}: an item of this List is no object", "Correct the List");
            }
        }
    }

    private static JsonObject Object(LintFile file, YamlMapping root)
    {
        try
        {
            JsonObject made = YamlJson.Mapping(root);
            return made["metadata"] is JsonObject metadata && metadata["name"] is JsonValue
                ? made
                : throw Wrong($"{file.Path}:{root.Line}: {root.Text("kind")} has no metadata.name", "An object without a name (generateName) would be made anew at each create, and none could be found again");
        }
        catch (FormatException e)
        {
            throw Wrong($"{file.Path}:{root.Line}: {e.Message}", "Put it in quotes");
        }
    }

    private static PhoenixException At(LintNote note) => Wrong($"{note.Place.File.Path}:{note.Place.Line}: {note.Message}", "Correct it; 'phoenix lint' shows all that is wrong");

    private static PhoenixException Wrong(string message, string hint) => new(ErrorCode.Configuration, message, hint);
}
