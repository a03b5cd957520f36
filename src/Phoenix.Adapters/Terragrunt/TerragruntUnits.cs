using Phoenix.Errors;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>The units of a layer on disk, their caches, and what must not be lost in them.</summary>
/// <param name="layer">The layer's name, for messages.</param>
/// <param name="directory">The unit, or the folder of units.</param>
/// <param name="all">Whether every unit below belongs to the layer.</param>
internal sealed class TerragruntUnits(string layer, string directory, bool all)
{
    private const string Cache = ".terragrunt-cache";
    private const string Generated = ".terragrunt-stack";
    private const string StackFile = "terragrunt.stack.hcl";
    private static readonly string[] Names = ["terragrunt.hcl", "terragrunt.hcl.json"];

    /// <summary>Hidden folders too; linked folders are not followed (linked files are), and what may not be read is an error.</summary>
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <summary>Whether a stack file was not expanded into units yet: then nobody knows which there are.</summary>
    internal bool IsNotGenerated => all && Sources().Any(d => File.Exists(Path.Combine(d, StackFile)) && !Directory.Exists(Path.Combine(d, Generated)));

    /// <summary>The folders of the units, absolute, in order.</summary>
    internal IReadOnlyList<string> Find() => !all ? [directory] : [.. Folders().Where(f => !IsShared(f)).Order(StringComparer.Ordinal)];

    /// <summary>Its place below the layer's directory; empty for the directory itself.</summary>
    internal string NameOf(string unit) => Path.GetRelativePath(directory, unit) is var name and not "." ? name : "";

    /// <summary>Refuses a directory that holds no unit, or a state that was not saved (clearing a cache would lose it).</summary>
    /// <exception cref="PhoenixException">Configuration; LayerFailed for the state.</exception>
    internal void Check()
    {
        if (!Directory.Exists(directory))
        {
            throw Misplaced($"the directory '{directory}' is not there");
        }

        if (!all && !Array.Exists(Names, n => File.Exists(Path.Combine(directory, n))))
        {
            throw Misplaced($"the directory '{directory}' holds no terragrunt.hcl{(Folders().Any() ? ", but folders below it do: for all of them, write 'all: true'" : "")}");
        }

        if (all && !IsNotGenerated && Find().Count == 0)
        {
            throw Misplaced($"the directory '{directory}' holds no unit (terragrunt.hcl)");
        }

        if (Tree().FirstOrDefault(d => File.Exists(Path.Combine(d, "errored.tfstate"))) is string errored)
        {
            throw Terraform.TerraformTool.UnsavedState(layer, errored, "terraform state push errored.tfstate");
        }
    }

    /// <summary>Removes a unit's cache: downloaded modules and providers, and a state that is kept nowhere else. Only for units that are known to be empty.</summary>
    internal static void ClearCache(string unit)
    {
        string cache = Path.Combine(unit, Cache);
        if (Directory.Exists(cache))
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static bool IsIn(string path, string folder) => path.Split('/').Contains(folder, StringComparer.Ordinal);

    private IEnumerable<string> Tree() => Directory.EnumerateDirectories(directory, "*", Everything).Prepend(directory);

    // Without downloaded copies: modules bring examples with units of their own.
    private IEnumerable<string> Sources() => Tree().Where(d => Path.GetRelativePath(directory, d) is var place && !IsIn(place, Cache) && !IsIn(place, ".terraform"));

    private IEnumerable<string> Folders() => Sources().Where(d => Array.Exists(Names, n => File.Exists(Path.Combine(d, n))));

    // A file at the top of a tree that units only include is no unit. In doubt it is one: Terragrunt then says that there is nothing to run.
    private bool IsShared(string folder)
    {
        if (Directory.EnumerateFiles(folder).Any(f => Array.Exists(Terraform.TerraformTool.Extensions, e => f.EndsWith(e, StringComparison.Ordinal))) || !Folders().Any(f => f.StartsWith(folder + "/", StringComparison.Ordinal)))
        {
            return false;
        }

        string text = string.Concat(Names.Select(n => Path.Combine(folder, n)).Where(File.Exists).Select(File.ReadAllText));
        return !text.Contains("terraform", StringComparison.Ordinal) && !text.Contains("include", StringComparison.Ordinal);
    }

    private PhoenixException Misplaced(string what) => new(
        ErrorCode.Configuration, $"layer '{layer}': {what}", "Correct the stack file: relative paths in it start from its own folder");
}
