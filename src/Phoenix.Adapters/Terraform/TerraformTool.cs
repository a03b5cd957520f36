using System.Text;
using Phoenix.Adapters.Command;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terraform;

/// <summary>Calls of Terraform or OpenTofu in one directory: arguments, environment, and errors in its own words.</summary>
/// <param name="definition">The layer's settings.</param>
/// <param name="scope">What the layer works with.</param>
internal sealed class TerraformTool(DriverDefinition.Terraform definition, LayerScope scope)
{
    /// <summary>How long it may take to stop resources that are being made, save its state and give its lock back.</summary>
    internal static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private const int LongestList = 1 << 20;
    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);
    internal static readonly string[] Extensions = [".tf", ".tf.json", ".tofu", ".tofu.json"];

    /// <summary>Refuses a directory that is not there or holds no configuration (Terraform would call it empty, and so gone), or with a state that was not saved.</summary>
    /// <exception cref="PhoenixException">Configuration; LayerFailed for the state.</exception>
    internal void CheckDirectory()
    {
        if (!Directory.Exists(definition.Directory))
        {
            throw Misplaced($"the directory '{definition.Directory}' is not there");
        }

        if (!Directory.EnumerateFiles(definition.Directory).Any(f => Array.Exists(Extensions, e => f.EndsWith(e, StringComparison.Ordinal))))
        {
            throw Misplaced($"the directory '{definition.Directory}' holds no configuration (*.tf)");
        }

        if (definition.Workspace is null && Chosen() is string chosen and not "default")
        {
            throw new PhoenixException(
                ErrorCode.Configuration,
                $"layer '{scope.Layer}': in '{definition.Directory}' the workspace '{chosen}' is chosen, and the stack file names none",
                "Say which one is meant with 'workspace', e.g. 'workspace: default'; or choose it there with 'workspace select'");
        }

        if (File.Exists(Path.Combine(definition.Directory, "errored.tfstate")))
        {
            throw UnsavedState(scope.Layer, definition.Directory, $"{definition.Binary} state push errored.tfstate");
        }
    }

    /// <summary>The error for a state that the tool could write to a file only: what the backend holds is not what there is.</summary>
    internal static PhoenixException UnsavedState(string layer, string directory, string push) => new(
        ErrorCode.LayerFailed,
        $"layer '{layer}': an earlier run could not save its state and left it in '{Path.Combine(directory, "errored.tfstate")}': what the backend holds is not what there is",
        $"Save it with '{push}' in that directory, then remove the file");

    /// <summary>Prepares the directory: backend, providers, modules.</summary>
    internal Task InitAsync(CancellationToken cancellationToken) => RunAsync(["init", "-input=false", "-no-color"], withWorkspace: false, cancellationToken);

    /// <summary>Runs <c>apply</c> or <c>destroy</c> and follows its messages.</summary>
    internal async Task ChangeAsync(string subcommand, CancellationToken cancellationToken)
    {
        TerraformEvents events = new(scope.Log);
        ToolCommand command = await CommandAsync([subcommand, "-auto-approve", "-json", "-input=false", LockTimeout], withWorkspace: true, cancellationToken);
        ToolResult result = await scope.Runner.RunAsync(command with { Output = events.ReadAsync }, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Fault(result, events.Diagnostics, command.Secrets);
        }
    }

    /// <summary>Reads JSON that may hold secrets. A directory that was never initialised is prepared, then it is asked again.</summary>
    internal async Task<TerraformJson> ReadJsonAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ToolCommand command = await CommandAsync(arguments, withWorkspace: true, cancellationToken) with { Timeout = Look };
        TerraformJson json = new(command.Tool);

        // Not logged: that it has to be prepared is no error, and says so in many lines.
        if ((await scope.Runner.RunAsync(command with { Log = null, Output = json.ReadAsync }, cancellationToken)).ExitCode == 0)
        {
            return json;
        }

        RefuseIfLooking();
        await InitAsync(cancellationToken);
        json = new TerraformJson(command.Tool);
        ToolResult result = await scope.Runner.RunAsync(command with { Output = json.ReadAsync }, cancellationToken);
        return result.ExitCode == 0 ? json : throw Fault(result, [], command.Secrets);
    }

    /// <summary>Drops addresses from the state.</summary>
    internal Task ForgetAsync(IReadOnlyList<string> addresses, CancellationToken cancellationToken) =>
        RunAsync(["state", "rm", LockTimeout, .. addresses], withWorkspace: true, cancellationToken);

    /// <summary>Makes the workspace when it is missing; the one that somebody chose in this directory by hand stays chosen.</summary>
    internal async Task EnsureWorkspaceAsync(CancellationToken cancellationToken)
    {
        if (definition.Workspace is not string wanted)
        {
            return;
        }

        (string? chosen, IReadOnlyList<string> there) = await WorkspacesAsync(cancellationToken);
        if (!there.Contains(wanted))
        {
            await RunAsync(["workspace", "new", "-no-color", LockTimeout, wanted], withWorkspace: false, cancellationToken);
            if (chosen is not null)
            {
                await RunAsync(["workspace", "select", "-no-color", chosen], withWorkspace: false, cancellationToken);
            }
        }
    }

    /// <summary>Whether the workspace is there; one that is not holds nothing. The directory must be prepared.</summary>
    internal async Task<bool> HasWorkspaceAsync(CancellationToken cancellationToken) =>
        definition.Workspace is not string wanted || (await WorkspacesAsync(cancellationToken)).There.Contains(wanted);

    /// <summary>Preparing a directory writes into it and may download: nothing that a look does.</summary>
    /// <exception cref="PhoenixException">Configuration: somebody only looks.</exception>
    internal void RefuseIfLooking()
    {
        if (scope.IsLook)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"layer '{scope.Layer}': '{definition.Directory}' was not prepared here, and a look prepares nothing", $"Run '{definition.Binary} init' there, or a create");
        }
    }

    // What 'workspace select' wrote down there; asked for by a variable, it is the owner's decision.
    private string? Chosen()
    {
        if (definition.Environment.ContainsKey("TF_WORKSPACE") || definition.Secrets.ContainsKey("TF_WORKSPACE"))
        {
            return null;
        }

        string data = definition.Environment.TryGetValue("TF_DATA_DIR", out ValueTemplate? elsewhere) ? scope.Resolve(elsewhere) : ".terraform";
        string file = Path.Combine(definition.Directory, data, "environment");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private TimeSpan Look => scope.Timeout < LongestLook ? scope.Timeout : LongestLook;

    private string LockTimeout => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"-lock-timeout={Math.Ceiling(definition.LockTimeout.TotalSeconds):0}s");

    private async Task<(string? Chosen, IReadOnlyList<string> There)> WorkspacesAsync(CancellationToken cancellationToken)
    {
        // Read as it is: redacted, a name that is also somebody's secret would be missing, and a missing workspace holds nothing.
        BoundedOutput printed = new(LongestList, () => new PhoenixException(
            ErrorCode.ToolFailed, $"layer '{scope.Layer}': what 'workspace list' printed is longer than 1 MiB", "Run it by hand in the layer's directory; something adds to its output"));
        ToolCommand command = await CommandAsync(["workspace", "list", "-no-color"], withWorkspace: false, cancellationToken);
        ToolResult result = await scope.Runner.RunAsync(command with { Output = printed.ReadAsync }, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Fault(result, [], command.Secrets);
        }

        string[] lines = [.. Encoding.UTF8.GetString(printed.ToArray()).Split('\n').Where(l => !string.IsNullOrWhiteSpace(l))];
        string? chosen = lines.FirstOrDefault(l => l.StartsWith('*'))?[1..].Trim();
        return (chosen, [.. lines.Select(l => l.TrimStart('*', ' ').TrimEnd())]);
    }

    private async Task<ToolResult> RunAsync(IReadOnlyList<string> arguments, bool withWorkspace, CancellationToken cancellationToken)
    {
        ToolCommand command = await CommandAsync(arguments, withWorkspace, cancellationToken);
        ToolResult result = await scope.Runner.RunAsync(command, cancellationToken);
        return result.ExitCode == 0 ? result : throw Fault(result, [], command.Secrets);
    }

    private async Task<ToolCommand> CommandAsync(IReadOnlyList<string> arguments, bool withWorkspace, CancellationToken cancellationToken)
    {
        Dictionary<string, ValueTemplate> templates = new(definition.Environment, StringComparer.Ordinal);
        foreach ((string name, ValueTemplate value) in definition.Variables)
        {
            templates["TF_VAR_" + name] = value;
        }

        ToolEnvironment environment = await scope.ReadEnvironmentAsync(templates, definition.Secrets, cancellationToken);
        Dictionary<string, string> variables = new(environment.Variables, StringComparer.Ordinal)
        {
            ["TF_IN_AUTOMATION"] = "1",
            ["TF_INPUT"] = "0",
            ["CHECKPOINT_DISABLE"] = "1", // No question to its maker for a newer version.
        };
        if (withWorkspace && definition.Workspace is string workspace)
        {
            variables["TF_WORKSPACE"] = workspace;
        }

        string what = arguments[0] is "state" or "workspace" ? $"{arguments[0]} {arguments[1]}" : arguments[0];
        ToolCommand command = new OwnerProgram(definition.Directory).Of(
            $"layer '{scope.Layer}': {Path.GetFileName(definition.Binary)} {what}", [definition.Binary, .. arguments], environment with { Variables = variables }, scope);
        return command with { Timeout = scope.Timeout, Log = scope.Log, Grace = Grace };
    }

    private PhoenixException Fault(ToolResult result, IEnumerable<TerraformDiagnostic> diagnostics, IReadOnlyList<string> secrets) =>
        TerraformFault.Of(result, diagnostics, secrets, definition.Directory, definition.Binary);

    private PhoenixException Misplaced(string what) => new(
        ErrorCode.Configuration, $"layer '{scope.Layer}': {what}", "Correct the stack file: relative paths in it start from its own folder");
}
