using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Layers;

/// <summary>What the driver and the gates of one layer work with.</summary>
/// <param name="Layer">The layer's name.</param>
/// <param name="Runner">Runs tools.</param>
/// <param name="Log">The layer's log.</param>
/// <param name="Outputs">The outputs of the layers that are up.</param>
/// <param name="Secrets">The secrets of the stack.</param>
/// <param name="Marker">Marks every process that is started for the stack, so that strays of a killed Phoenix can be found.</param>
/// <param name="Timeout">Bound of one up or wipe.</param>
/// <param name="Time">The clock.</param>
public sealed record LayerScope(
    string Layer, ToolRunner Runner, ILayerLog Log, LayerOutputs Outputs, ISecretReader Secrets, string Marker, TimeSpan Timeout, TimeProvider Time)
{
    /// <summary>The stack's name, for tools that want to know it; null where there is none.</summary>
    public string? Stack { get; init; }

    /// <summary>The bucket that holds the stack's repository, which no layer may destroy; null where it is not known.</summary>
    public string? RepositoryBucket { get; init; }

    /// <summary>Whether somebody only looks: nothing is prepared, written or ended then.</summary>
    public bool IsLook { get; init; }

    /// <summary>Marks what is started. A look's programs are not the layer's own: a wipe beside it must neither count nor end them.</summary>
    public string ToolMarker => IsLook ? Marker + "-look" : Marker;

    /// <summary>Resolves text that is no secret and will be seen: arguments, addresses.</summary>
    /// <exception cref="PhoenixException">Configuration: an output is missing, or is sensitive and must not be seen.</exception>
    public string Resolve(ValueTemplate template)
    {
        (string value, bool sensitive) = template.Resolve(Outputs.Find);
        return sensitive
            ? throw new PhoenixException(
                ErrorCode.Configuration,
                $"layer '{Layer}': '{template.Text}' would put a sensitive output where everybody on this machine can read it",
                "pass it by the environment (env:), which only the tool's own account can read")
            : value;
    }

    /// <summary>Variables for a tool: outputs resolved, secrets read. From here on both are redacted in the layer's log.</summary>
    public async Task<ToolEnvironment> ReadEnvironmentAsync(
        IReadOnlyDictionary<string, ValueTemplate> variables, IReadOnlyDictionary<string, string> secrets, CancellationToken cancellationToken)
    {
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        List<string> hidden = [.. Outputs.Secrets];
        foreach ((string name, ValueTemplate template) in variables)
        {
            (string value, bool sensitive) = template.Resolve(Outputs.Find);
            environment[name] = value;
            if (sensitive)
            {
                hidden.Add(value);
            }
        }

        foreach ((string name, string secret) in secrets)
        {
            environment[name] = await Secrets.ReadAsync(secret, cancellationToken);
            hidden.Add(environment[name]);
        }

        hidden.AddRange(Secrets.Known);
        Log.Redact(hidden);
        return new ToolEnvironment(environment, [.. hidden.Distinct(StringComparer.Ordinal)]);
    }
}
