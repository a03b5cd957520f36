namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>Reads the units below a folder and what they need, as far as it is written out: nothing is evaluated and nothing is run.</summary>
internal sealed class TerragruntUnits
{
    /// <summary>What makes a folder a unit.</summary>
    public const string FileName = "terragrunt.hcl";

    private readonly string _root;
    private readonly List<string> _notes = [];
    private readonly Dictionary<string, HclBlock?> _files = new(StringComparer.Ordinal);
    private readonly TerragruntIncludes _includes;

    private TerragruntUnits(string root)
    {
        _root = root;
        _includes = new TerragruntIncludes(root, Read);
    }

    /// <summary>Reads them.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <param name="notes">Gets what was not understood, apart from what the units themselves hold.</param>
    public static IReadOnlyList<TerragruntUnit> Read(string root, ICollection<string> notes)
    {
        var reader = new TerragruntUnits(root);
        List<TerragruntUnit> units = reader.ReadAll();
        foreach (string note in reader._notes)
        {
            notes.Add(note);
        }

        return units;
    }

    private List<TerragruntUnit> ReadAll()
    {
        string[] files = [.. RepositoryFiles.Find(_root, n => n is FileName or "terragrunt.hcl.json" or "terragrunt.stack.hcl", _notes)];
        foreach (string other in files.Where(f => Path.GetFileName(f) != FileName))
        {
            _notes.Add(other.EndsWith("stack.hcl", StringComparison.Ordinal)
                ? $"{other}: a declared stack is not read; 'terragrunt stack generate' writes its units, which are"
                : $"{other}: units in JSON are not read");
        }

        Dictionary<string, HclBlock> contents = new(StringComparer.Ordinal);
        foreach (string file in files.Where(f => Path.GetFileName(f) == FileName))
        {
            if (Read(file) is { } content)
            {
                contents[file] = content;
            }
        }

        HashSet<string> shared = Shared(contents);
        HashSet<string> folders = [.. contents.Keys.Where(f => !shared.Contains(f)).Select(Folder)];
        return [.. contents.Where(c => !shared.Contains(c.Key)).Select(c => Unit(c.Key, c.Value, folders))];
    }

    // A file that others include, without a module of its own, is what they share and no unit.
    private HashSet<string> Shared(Dictionary<string, HclBlock> contents)
    {
        HashSet<string> included = [];
        foreach ((string file, HclBlock content) in contents)
        {
            included.UnionWith(content.Of("include").Select(i => _includes.Find(Folder(file), i)).OfType<string>());
        }

        included.RemoveWhere(f => !contents.TryGetValue(f, out HclBlock? content)
            || content.Of("terraform").Any(t => t.Attributes.ContainsKey("source"))
            || Directory.EnumerateFiles(Path.Combine(_root, Folder(f)), "*.tf").Any());
        foreach (string file in included.Order(StringComparer.Ordinal))
        {
            _notes.Add($"{file}: other files include it and it has no module of its own: taken for what they share, not for a unit");
        }

        return included;
    }

    private TerragruntUnit Unit(string file, HclBlock content, HashSet<string> folders)
    {
        List<ImportEdge> needs = [];
        List<string> doubts = [.. content.Of("include").Select(i => _includes.Doubt(Folder(file), file, i)).OfType<string>()];
        foreach (HclBlock block in content.Of("dependency").Where(b => !(b.Attributes.TryGetValue("enabled", out HclExpression? on) && on.IsFalse)))
        {
            string name = $"dependency \"{string.Join(' ', block.Labels)}\"";
            if (!block.Attributes.TryGetValue("config_path", out HclExpression? path))
            {
                doubts.Add($"{file}:{block.Line}: {name} has no config_path");
            }
            else
            {
                Add(path.Text, path.Line, name);
            }
        }

        foreach (HclBlock block in content.Of("dependencies"))
        {
            if (block.Attributes.TryGetValue("paths", out HclExpression? paths) && paths.List is { } list)
            {
                foreach ((string? path, int line) in list)
                {
                    Add(path, line, "a path of 'dependencies'");
                }
            }
            else
            {
                doubts.Add($"{file}:{block.Line}: 'dependencies' names its paths by an expression");
            }
        }

        return new TerragruntUnit(Folder(file), [.. needs.DistinctBy(n => n.Identity)], doubts);

        void Add(string? path, int line, string what)
        {
            if (path is null)
            {
                doubts.Add($"{file}:{line}: {what} is an expression, which is not evaluated");
                return;
            }

            string full = Path.GetFullPath(path.EndsWith(".hcl", StringComparison.Ordinal) ? Path.GetDirectoryName(path)! : path, Path.Combine(_root, Folder(file)));
            string target = Path.GetRelativePath(_root, full);
            if (folders.Contains(target))
            {
                needs.Add(new ImportEdge(target, $"{file}:{line}"));
                return;
            }

            bool outside = target == ".." || target.StartsWith("../", StringComparison.Ordinal) || Path.IsPathRooted(target);
            _notes.Add($"{file}:{line}: {what} names '{path}', {(outside ? "which is outside the folder that is read" : "and no unit is there")}: not among the needs");
        }
    }

    private HclBlock? Read(string file)
    {
        if (_files.TryGetValue(file, out HclBlock? known))
        {
            return known;
        }

        HclBlock? content = null;
        if (RepositoryFiles.Read(_root, file, _notes) is string text)
        {
            content = HclFile.Read(text, out int? broken);
            if (broken is int line)
            {
                _notes.Add($"{file}:{line}: this is not understood, nor what follows it: dependencies may be missing");
            }
        }

        return _files[file] = content;
    }

    private static string Folder(string file) => Path.GetDirectoryName(file) is { Length: > 0 } folder ? folder : ".";
}
