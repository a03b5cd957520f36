using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Command;

/// <summary>
/// A layer that programs of its owner raise, destroy and look for. A daemon that <c>up</c> leaves behind is part of the layer: a wipe ends it after
/// the wipe program, and as long as it runs the layer is there. It is known by its environment, so one that clears its environment is not found.
/// </summary>
/// <param name="definition">The programs.</param>
/// <param name="scope">What the layer works with.</param>
public sealed class CommandDriver(DriverDefinition.Command definition, LayerScope scope) : ILayerDriver
{
    /// <summary>The exit code by which a program asks to be run again (<c>EX_TEMPFAIL</c> of sysexits.h).</summary>
    public const int TemporaryFailure = 75;

    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan KillBound = TimeSpan.FromSeconds(20);

    private readonly NodeProcesses _daemons = new(scope.Marker, [], scope.Time) { Layer = scope.Layer };

    /// <inheritdoc/>
    public Task UpAsync(CancellationToken cancellationToken) => RunCheckedAsync("up", definition.Up, cancellationToken);

    /// <inheritdoc/>
    public async Task WipeAsync(CancellationToken cancellationToken)
    {
        if (definition.Wipe is { } wipe)
        {
            await RunCheckedAsync("wipe", wipe, cancellationToken);
        }

        if (_daemons.List().Count > 0)
        {
            await _daemons.KillAsync(KillBound, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task<bool?> ExistsAsync(CancellationToken cancellationToken)
    {
        if (_daemons.List().Count > 0)
        {
            return true;
        }

        if (definition.Exists is not { } exists)
        {
            return null;
        }

        ToolCommand command = await CommandAsync("exists", exists, cancellationToken);
        ToolResult result = await scope.Runner.RunAsync(command with { Timeout = Shorter(LongestLook) }, cancellationToken);
        return result.ExitCode switch
        {
            0 => true,
            1 when string.IsNullOrWhiteSpace(result.StandardError) => false,
            1 => throw Unclear($"{result.Tool} ended with exit code 1 and a message: {result.LastWords}"),
            _ => throw Unclear(ToolRunner.Failure(result).Message),
        };
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyDictionary<string, LayerOutput>> ReadOutputsAsync(CancellationToken cancellationToken)
    {
        if (definition.Outputs is not { } outputs)
        {
            return new Dictionary<string, LayerOutput>();
        }

        // Not captured and not logged: nobody knows before it is read what of it is a secret.
        CommandOutputs reader = new(scope.Layer);
        ToolCommand command = await CommandAsync("outputs", outputs, cancellationToken);
        await scope.Runner.RunCheckedAsync(command with { Timeout = Shorter(LongestLook), Output = reader.ReadAsync }, cancellationToken);
        IReadOnlyDictionary<string, LayerOutput> read = reader.Parse();
        scope.Log.Redact(read.Values.Where(o => o.Sensitive).Select(o => o.Value));
        return read;
    }

    private async Task RunCheckedAsync(string what, IReadOnlyList<ValueTemplate> arguments, CancellationToken cancellationToken)
    {
        ToolResult result = await scope.Runner.RunAsync(await CommandAsync(what, arguments, cancellationToken), cancellationToken);
        if (result.ExitCode == 0)
        {
            return;
        }

        PhoenixException failure = ToolRunner.Failure(result);
        throw result.ExitCode == TemporaryFailure
            ? new PhoenixException(failure.Code, failure.Message, "The program says that it may succeed a moment later: run the command again") { AsksAgain = true }
            : failure;
    }

    private async Task<ToolCommand> CommandAsync(string what, IReadOnlyList<ValueTemplate> arguments, CancellationToken cancellationToken)
    {
        string[] texts = [.. arguments.Select(scope.Resolve)];
        ToolEnvironment environment = await scope.ReadEnvironmentAsync(definition.Environment, definition.Secrets, cancellationToken);
        ToolCommand command = new OwnerProgram(definition.Directory).Of($"layer '{scope.Layer}': {what}", texts, environment, scope);
        return command with { Timeout = scope.Timeout, Log = scope.Log };
    }

    private TimeSpan Shorter(TimeSpan bound) => scope.Timeout < bound ? scope.Timeout : bound;

    private static PhoenixException Unclear(string message) => new(
        ErrorCode.ToolFailed,
        message,
        "Exit code 0 says that something is there; 1, with nothing on the error stream, that nothing is. A probe that fails must not look like \"gone\": let it end with another code");
}
