using Phoenix.Errors;
using Phoenix.Manifests;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>Which stack a command means: the given file, one found in this folder, or the embedded lab.</summary>
internal static class StackFiles
{
    /// <summary>The name under which a stack file is found without being named.</summary>
    public const string FileName = "phoenix.yaml";

    /// <summary>Reads the file that a command means; a found one is announced.</summary>
    /// <param name="given">The value of <c>--stack</c>.</param>
    /// <returns>Null when the embedded lab is the stack.</returns>
    /// <exception cref="PhoenixException">Configuration, with line and column.</exception>
    public static StackDefinition? Find(string? given)
    {
        if (given is not null)
        {
            return StackFile.Read(given);
        }

        if (!File.Exists(FileName))
        {
            return null;
        }

        StackDefinition found = StackFile.Read(FileName);
        Console.Error.WriteLine($"found {FileName} in this folder: stack '{found.Name}'");
        return found;
    }

    /// <summary>The stack, or the embedded lab as a stack of one layer.</summary>
    /// <param name="given">The value of <c>--stack</c>.</param>
    /// <param name="lab">The lab's name.</param>
    public static StackDefinition FindOrLab(string? given, string lab) => Find(given) ?? OfLab(lab);

    /// <summary>The embedded lab as a stack of one layer; it needs no asking to be destroyed.</summary>
    public static StackDefinition OfLab(string lab) => new()
    {
        Name = lab,
        File = "",
        Directory = Directory.GetCurrentDirectory(),
        Destroyable = true,
        Layers = [new LayerDefinition { Name = "database", Driver = new DriverDefinition.Lab(lab), Timeout = TimeSpan.FromHours(24) }],
    };

    /// <summary>Whether the stack is the embedded lab, which no file declares.</summary>
    public static bool IsEmbedded(StackDefinition definition) => definition.File.Length == 0;
}
