using Phoenix.Adapters.Command;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Gates;

/// <summary>
/// Whether a program of the owner ends with exit code 0. What it prints last is in the reason; a log with every look would be mostly that. By its exit code
/// it may say that it can succeed a moment later: whatever it printed, it is asked again.
/// </summary>
internal sealed class CommandGate(GateDefinition.Command definition, LayerScope scope)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>One look.</summary>
    internal async Task<string?> LookAsync(CancellationToken cancellationToken)
    {
        string[] arguments = [.. definition.Arguments.Select(scope.Resolve)];
        ToolEnvironment environment = await scope.ReadEnvironmentAsync(definition.Environment, definition.Secrets, cancellationToken);
        ToolCommand command = new OwnerProgram(definition.Directory).Of($"layer '{scope.Layer}': gate command", arguments, environment, scope);
        try
        {
            ToolResult result = await scope.Runner.RunAsync(command with { Timeout = Longest }, cancellationToken);
            if (result.ExitCode == 0)
            {
                return null;
            }

            string reason = result.LastWords is { Length: > 0 } words ? $"it {result.Ending}: {words}" : $"it {result.Ending}";
            return result.ExitCode == CommandDriver.TemporaryFailure
                ? throw new PhoenixException(ErrorCode.LayerFailed, reason, "The program says that it may succeed a moment later") { AsksAgain = true }
                : reason;
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.TimedOut)
        {
            return e.Message;
        }
    }
}
