using System.Text;
using Phoenix.Adapters.Layers;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>Whether a file is there and holds something.</summary>
internal sealed class FileGate(GateDefinition.FileThere definition, LayerScope scope)
{
    // Of every Linux file system; a longer name is not found, today or later.
    private const int LongestName = 255;

    /// <summary>One look.</summary>
    internal Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        string path = scope.Resolve(definition.Path);
        if (!Path.IsPathRooted(path))
        {
            throw new PhoenixException(
                ErrorCode.Configuration, $"layer '{scope.Layer}': gate file: '{path}' is no absolute path", "Let the output that it comes from be an absolute path");
        }

        if (path.Contains('\0') || path.Split('/').Any(name => Encoding.UTF8.GetByteCount(name) > LongestName))
        {
            throw new PhoenixException(
                ErrorCode.Configuration, $"layer '{scope.Layer}': gate file: no file can have the name '{path.Replace('\0', '?')}'", "Look at the output that it comes from: a name has 255 bytes at most, and no NUL");
        }

        FileInfo file = new(path);
        return Task.FromResult(
            Directory.Exists(path) ? "a directory is there"
            : !file.Exists ? "not there, or not to be seen by this account"
            : file.Length == 0 ? "empty"
            : null);
    }
}
