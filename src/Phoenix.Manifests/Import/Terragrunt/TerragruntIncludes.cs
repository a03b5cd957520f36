namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>Finds the files that units include, as far as their paths are written out, to see whether they bring dependencies.</summary>
/// <param name="root">The repository's folder, absolute.</param>
/// <param name="read">Gives a file by its path relative to the repository; null when it is not there.</param>
internal sealed class TerragruntIncludes(string root, Func<string, HclBlock?> read)
{
    private const int MostDepth = 10;

    /// <summary>The file that a block <c>include</c> names, relative to the repository; null when that is an expression or no such file is there.</summary>
    public string? Find(string unit, HclBlock include)
    {
        if (!include.Attributes.TryGetValue("path", out HclExpression? path))
        {
            return null;
        }

        if (path.Text is string literal)
        {
            string relative = Path.GetRelativePath(root, Path.GetFullPath(literal, Path.Combine(root, unit)));
            return File.Exists(Path.Combine(root, relative)) ? relative : null;
        }

        if (path.CallOf("find_in_parent_folders") is not string name)
        {
            return null;
        }

        name = name.Length == 0 ? TerragruntUnits.FileName : name;
        for (DirectoryInfo? folder = new DirectoryInfo(Path.Combine(root, unit)).Parent; folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, name);
            if (File.Exists(candidate))
            {
                return Path.GetRelativePath(root, candidate);
            }
        }

        return null;
    }

    /// <summary>What an include may bring that is not seen in the unit's own file.</summary>
    /// <param name="unit">The unit's folder.</param>
    /// <param name="place">The unit's file.</param>
    /// <param name="include">The block.</param>
    public string? Doubt(string unit, string place, HclBlock include)
    {
        if (Find(unit, include) is not string file)
        {
            return $"{place}:{include.Line}: 'include' names its file by an expression, or there is no such file: dependencies that it may bring are not seen";
        }

        return Declares(file, 0) is string where ? $"{place}:{include.Line}: the included {where} declares dependencies, which are not followed" : null;
    }

    private string? Declares(string file, int depth)
    {
        if (depth > MostDepth || read(file) is not { } content)
        {
            return $"{file} cannot be read and perhaps";
        }

        if (content.Of("dependency").Concat(content.Of("dependencies")).FirstOrDefault() is { } block)
        {
            return $"{file}:{block.Line}";
        }

        foreach (HclBlock include in content.Of("include"))
        {
            if (Find(Path.GetDirectoryName(file) ?? ".", include) is not string inner)
            {
                return $"{file}:{include.Line} includes a file that is not known and perhaps";
            }

            if (Declares(inner, depth + 1) is string where)
            {
                return where;
            }
        }

        return null;
    }
}
