namespace Phoenix.Manifests.Import.Terragrunt;

/// <summary>Turns Terragrunt units into layers.</summary>
internal static class TerragruntImport
{
    /// <summary>The units, with what their files say and what the program itself found.</summary>
    /// <param name="root">The folder, absolute.</param>
    /// <param name="from">Folder that paths in the stack file start from, absolute.</param>
    /// <param name="found">What <c>terragrunt find</c> printed; null when it was not asked.</param>
    /// <param name="notes">Gets what was not understood.</param>
    public static IReadOnlyList<ImportNode> Read(string root, string from, string? found, ICollection<string> notes)
    {
        IReadOnlyList<TerragruntUnit> units = TerragruntUnits.Read(root, notes);
        IReadOnlyDictionary<string, IReadOnlyList<string>>? told = found is null ? null : TerragruntFound.Parse(found, root);
        if (found is not null && told is null)
        {
            notes.Add("what 'terragrunt find' printed is not understood: only dependencies that are written out were read");
        }

        HashSet<string> folders = [.. units.Select(u => u.Directory)];
        foreach (string other in (told?.Keys ?? []).Where(k => !folders.Contains(k)))
        {
            notes.Add($"{other}: 'terragrunt find' names this unit, and no unit was read there: not among the layers");
        }

        return [.. units.Select(u => Node(u, told?.GetValueOrDefault(u.Directory), folders, root, from, notes))];
    }

    /// <summary>The lines of a layer that Terragrunt drives.</summary>
    /// <param name="directory">The unit's folder, as the stack file names it.</param>
    public static IReadOnlyList<string> Body(string directory) => [$"terragrunt: {StackText.Quote(directory)}"];

    // The program leaves out what it could not evaluate without saying so: what is written out counts whatever it prints.
    private static ImportNode Node(TerragruntUnit unit, IReadOnlyList<string>? told, HashSet<string> folders, string root, string from, ICollection<string> notes)
    {
        List<ImportEdge> needs = [.. unit.Needs];
        string file = Path.Combine(unit.Directory == "." ? "" : unit.Directory, TerragruntUnits.FileName);
        foreach (string need in (told ?? []).Where(t => unit.Needs.All(n => n.Identity != t)))
        {
            if (folders.Contains(need))
            {
                needs.Add(new ImportEdge(need, $"{file}, by terragrunt find"));
            }
            else
            {
                notes.Add($"{file}: 'terragrunt find' says that it needs {need}, which is no unit that was read: not among the needs");
            }
        }

        // Where the program found more than is written out, it evaluated what was not understood here.
        List<string> remarks = [];
        foreach (string doubt in needs.Count > unit.Needs.Count ? [] : unit.NotUnderstood)
        {
            notes.Add(told is null ? doubt : $"{doubt}; 'terragrunt find' found no dependency beyond those that are written out");
            remarks.Add($"check its needs: {doubt}");
        }

        string[] parts = unit.Directory == "." ? [Path.GetFileName(root)] : unit.Directory.Split('/');
        return new ImportNode("unit " + unit.Directory, parts, [.. needs.Select(n => n with { Identity = "unit " + n.Identity })], Body(Path.GetRelativePath(from, Path.Combine(root, unit.Directory))), remarks);
    }
}
