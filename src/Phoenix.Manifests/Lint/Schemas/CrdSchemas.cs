using Phoenix.Errors;
using Phoenix.Manifests.Lint.Reading;
using Phoenix.Manifests.Yaml;

namespace Phoenix.Manifests.Lint.Schemas;

/// <summary>The schemas of CustomResourceDefinitions. Of one kind there may be several: a manifest is right when one of them accepts it.</summary>
public sealed class CrdSchemas
{
    private readonly Dictionary<(string Group, string Kind, string Version), List<YamlMapping>> schemas = [];
    private readonly Dictionary<(string Group, string Kind), SortedSet<string>> served = [];

    /// <summary>How many kinds are known, in whatever version.</summary>
    public int Count => served.Count;

    /// <summary>Reads the definitions in the files of a folder.</summary>
    /// <param name="tree">Where it is.</param>
    /// <param name="folder">The folder, or one file.</param>
    /// <param name="into">Gets them.</param>
    /// <exception cref="PhoenixException">Usage: it is not there, one cannot be read, or there is none.</exception>
    public static void Read(ILintTree tree, string folder, CrdSchemas into)
    {
        List<(string Path, string What)> faults = [];
        IReadOnlyList<string> files = tree.IsFile(folder) ? [folder] : tree.IsFolder(folder) ? tree.Files(folder, faults) : throw Wrong($"{tree.File(folder).Path} is not there");
        var reading = new FileReading(tree);
        TextPool texts = new();
        int found = 0;
        foreach (ReadFile file in files.Where(f => FileReading.IsWanted(TreePath.Name(f))).Select(f => reading.Read(f, named: false, texts)))
        {
            if (file.Form == FileForm.Unread)
            {
                throw Wrong($"{file.Note!.Place}: {file.Note.Message}");
            }

            foreach (YamlValue document in file.Documents)
            {
                found += into.Add(document) ? 1 : 0;
            }
        }

        if (found == 0)
        {
            throw Wrong($"no CustomResourceDefinition is below {tree.File(folder).Path}");
        }
    }

    /// <summary>Adds a definition; anything else is passed over.</summary>
    /// <returns>Whether it was one.</returns>
    public bool Add(YamlValue document)
    {
        if (document.Text("kind") != "CustomResourceDefinition" || document.Text("spec", "group") is not string group || document.Text("spec", "names", "kind") is not string kind)
        {
            return false;
        }

        foreach (YamlValue version in document.Items("spec", "versions"))
        {
            if (version.Text("name") is not string name)
            {
                continue;
            }

            if (!served.TryGetValue((group, kind), out SortedSet<string>? names))
            {
                served[(group, kind)] = names = new(StringComparer.Ordinal);
            }

            if (version.Flag("served") != false)
            {
                names.Add(name);
            }

            if (version.Mapping("schema", "openAPIV3Schema") is YamlMapping schema)
            {
                if (!schemas.TryGetValue((group, kind, name), out List<YamlMapping>? all))
                {
                    schemas[(group, kind, name)] = all = [];
                }

                all.Add(schema);
            }
        }

        return true;
    }

    /// <summary>These and others; the very same where there are none.</summary>
    internal CrdSchemas With(IEnumerable<YamlMapping> definitions)
    {
        YamlMapping[] more = [.. definitions];
        if (more.Length == 0)
        {
            return this;
        }

        CrdSchemas made = new();
        foreach (((string, string, string) key, List<YamlMapping> all) in schemas)
        {
            made.schemas[key] = [.. all];
        }

        foreach (((string, string) key, SortedSet<string> names) in served)
        {
            made.served[key] = new SortedSet<string>(names, StringComparer.Ordinal);
        }

        foreach (YamlMapping definition in more)
        {
            made.Add(definition);
        }

        return made;
    }

    /// <summary>What is wrong with a manifest.</summary>
    internal IEnumerable<LintNote> Check(Manifest manifest)
    {
        if (!served.TryGetValue((manifest.Group, manifest.Kind), out SortedSet<string>? names))
        {
            return [];
        }

        if (!names.Contains(manifest.Version))
        {
            string known = names.Count == 0 ? "no version" : string.Join(", ", names);
            return [new LintNote(LintNotes.NotServed, manifest.Near("apiVersion"), $"{manifest.ApiVersion} of {manifest.Kind} is not served: its definition serves {known}")];
        }

        IReadOnlyList<LintNote> least = [];
        foreach (YamlMapping schema in schemas.GetValueOrDefault((manifest.Group, manifest.Kind, manifest.Version)) ?? [])
        {
            List<LintNote> found = [];
            new SchemaCheck(manifest, found).Run(schema);
            if (found.Count == 0)
            {
                return [];
            }

            least = least.Count == 0 || found.Count < least.Count ? found : least;
        }

        return least;
    }

    private static PhoenixException Wrong(string what) => new(ErrorCode.Usage, $"--crds: {what}", "name a folder with the CustomResourceDefinitions of your operators, as they publish them");
}
