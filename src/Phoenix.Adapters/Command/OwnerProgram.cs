using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;

namespace Phoenix.Adapters.Command;

/// <summary>How a program of a stack's owner is called, by a driver or a gate.</summary>
/// <param name="directory">Its working directory, absolute; a program that is named with a slash is looked for from there.</param>
internal sealed class OwnerProgram(string directory)
{
    /// <summary>Names the stack to the program.</summary>
    private const string StackVariable = "PHOENIX_STACK";

    /// <summary>The call.</summary>
    /// <param name="tool">Its name for people.</param>
    /// <param name="arguments">Program and arguments, resolved.</param>
    /// <param name="environment">Its variables.</param>
    /// <param name="scope">What the layer works with.</param>
    /// <exception cref="PhoenixException">Configuration: the directory, or a program that is named with a slash, is not there.</exception>
    internal ToolCommand Of(string tool, IReadOnlyList<string> arguments, ToolEnvironment environment, LayerScope scope)
    {
        if (!Directory.Exists(directory))
        {
            throw Missing($"{tool}: the directory '{directory}' is not there");
        }

        string program = arguments[0];
        if (program.Contains('/', StringComparison.Ordinal))
        {
            program = Path.GetFullPath(program, directory);
            if (!File.Exists(program))
            {
                throw Missing($"{tool}: the program '{program}' is not there");
            }
        }

        Dictionary<string, string> variables = new(environment.Variables, StringComparer.Ordinal) { [ToolCommand.LayerVariable] = scope.Layer };
        if (scope.Stack is string stack)
        {
            variables[StackVariable] = stack;
        }

        return new ToolCommand
        {
            Tool = tool,
            FileName = program,
            Arguments = [.. arguments.Skip(1)],
            Environment = variables,
            WorkingDirectory = directory,
            Timeout = scope.Timeout,
            Marker = scope.ToolMarker,
            Secrets = environment.Secrets,
        };
    }

    private static PhoenixException Missing(string message) =>
        new(ErrorCode.Configuration, message, "Correct the stack file: relative paths in it start from its own folder, programs with a slash from the layer's directory");
}
