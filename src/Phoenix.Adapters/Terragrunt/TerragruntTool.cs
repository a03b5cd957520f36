using System.Globalization;
using Phoenix.Adapters.Command;
using Phoenix.Adapters.Layers;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Terraform;
using Phoenix.Errors;
using Phoenix.Stacks;

namespace Phoenix.Adapters.Terragrunt;

/// <summary>Calls of Terragrunt, in the spelling of the version that is installed.</summary>
/// <param name="definition">The layer's settings.</param>
/// <param name="scope">What the layer works with.</param>
internal sealed class TerragruntTool(DriverDefinition.Terragrunt definition, LayerScope scope)
{
    /// <summary>It hands a signal on to Terraform only after a while, in case Terraform had it already.</summary>
    private static readonly TimeSpan Grace = TerraformTool.Grace + TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LongestLook = TimeSpan.FromMinutes(5);
    private TerragruntVersion? _version;

    /// <summary>Runs <c>apply</c> or <c>destroy</c> in the unit, or in all of them.</summary>
    internal async Task ChangeAsync(string subcommand, CancellationToken cancellationToken)
    {
        TerragruntVersion version = await VersionAsync(cancellationToken);
        DirectoryInfo? folder = definition.All && version.HasReport ? Directory.CreateTempSubdirectory("phoenix-terragrunt-") : null;
        try
        {
            string? report = folder is null ? null : Path.Combine(folder.FullName, "report.json");
            TerraformEvents events = new(scope.Log);
            ToolCommand command = await CommandAsync(
                definition.Directory, subcommand, version.Arguments([subcommand, "-auto-approve", "-json", "-input=false", LockTimeout], definition.All, report), cancellationToken);
            ToolResult result = await scope.Runner.RunAsync(command with { Output = events.ReadAsync }, cancellationToken);
            foreach (string line in File.Exists(report) ? TerragruntReport.Lines(await File.ReadAllTextAsync(report, cancellationToken)) ?? ["the run report is in a form that is not known"] : [])
            {
                scope.Log.Say(line);
            }

            if (result.ExitCode != 0)
            {
                throw Fault(result, events.Diagnostics, command);
            }
        }
        finally
        {
            folder?.Delete(recursive: true);
        }
    }

    /// <summary>Reads JSON that may hold secrets, of one unit; null when Terragrunt cannot evaluate it because a unit that it depends on has no outputs.</summary>
    internal async Task<TerraformJson?> ReadJsonAsync(string unit, string subcommand, CancellationToken cancellationToken)
    {
        TerragruntVersion version = await VersionAsync(cancellationToken);
        ToolCommand command = await CommandAsync(unit, subcommand, version.Arguments([subcommand, "-json", "-no-color"], all: false, report: null), cancellationToken);
        Dictionary<string, string> variables = new(command.Environment, StringComparer.Ordinal)
        {
            // Its log must not stand between: by variable, since versions before 0.67 do not know the flag.
            ["TERRAGRUNT_FORWARD_TF_STDOUT"] = "true",
            ["TG_TF_FORWARD_STDOUT"] = "true",
        };
        TerraformJson json = new(command.Tool);
        ToolResult result = await scope.Runner.RunAsync(
            command with { Environment = variables, Timeout = scope.Timeout < LongestLook ? scope.Timeout : LongestLook, Output = json.ReadAsync }, cancellationToken);
        return result.ExitCode == 0 ? json
            : result.StandardError.Contains("detected no outputs", StringComparison.Ordinal) ? null
            : throw Fault(result, [], command);
    }

    /// <summary>Drops addresses from a unit's state.</summary>
    internal async Task ForgetAsync(string unit, IReadOnlyList<string> addresses, CancellationToken cancellationToken)
    {
        TerragruntVersion version = await VersionAsync(cancellationToken);
        ToolCommand command = await CommandAsync(unit, "state rm", version.Arguments(["state", "rm", LockTimeout, .. addresses], all: false, report: null), cancellationToken);
        ToolResult result = await scope.Runner.RunAsync(command, cancellationToken);
        if (result.ExitCode != 0)
        {
            throw Fault(result, [], command);
        }
    }

    private string LockTimeout => string.Create(CultureInfo.InvariantCulture, $"-lock-timeout={Math.Ceiling(definition.LockTimeout.TotalSeconds):0}s");

    private async Task<TerragruntVersion> VersionAsync(CancellationToken cancellationToken)
    {
        if (_version is null)
        {
            ToolCommand command = await CommandAsync(definition.Directory, "--version", ["--version"], cancellationToken);
            ToolResult result = await scope.Runner.RunCheckedAsync(command, cancellationToken);
            _version = TerragruntVersion.Of(result.StandardOutput) ?? throw new PhoenixException(
                ErrorCode.ToolMissing, $"layer '{scope.Layer}': '{definition.Binary} --version' prints no version", "Install Terragrunt, or correct 'binary'; its spellings depend on the version");
        }

        return _version;
    }

    private async Task<ToolCommand> CommandAsync(string directory, string what, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        ToolEnvironment environment = await scope.ReadEnvironmentAsync(definition.Environment, definition.Secrets, cancellationToken);
        Dictionary<string, string> variables = new(environment.Variables, StringComparer.Ordinal)
        {
            ["TF_IN_AUTOMATION"] = "1",
            ["TF_INPUT"] = "0",
            ["CHECKPOINT_DISABLE"] = "1",
        };
        string place = Path.GetRelativePath(definition.Directory, directory) is var relative and not "." ? $" in {relative}" : "";
        ToolCommand command = new OwnerProgram(directory).Of(
            $"layer '{scope.Layer}': {Path.GetFileName(definition.Binary)} {what}{place}", [definition.Binary, .. arguments], environment with { Variables = variables }, scope);
        return command with { Timeout = scope.Timeout, Log = scope.Log, Grace = Grace, GraceToLeader = true };
    }

    private PhoenixException Fault(ToolResult result, IEnumerable<TerraformDiagnostic> diagnostics, ToolCommand command) =>
        TerraformFault.Of(result, diagnostics, command.Secrets, command.WorkingDirectory, definition.Binary);
}
