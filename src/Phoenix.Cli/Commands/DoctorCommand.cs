using System.CommandLine;
using Phoenix.Adapters.Doctor;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Processes;
using Phoenix.Adapters.Secrets;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Plans;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix doctor</c>: whether all that a stack needs is there, and a report that can be sent to somebody else. Changes nothing.</summary>
public static class DoctorCommand
{
    private static readonly Option<bool> Probe = new("--probe") { Description = "Also ask each layer whether it is there: runs its 'exists', and the 'outputs' that it needs" };
    private static readonly Option<string?> Report = new("--report") { Description = "Write what was seen as JSON, without secrets, host names, addresses, accounts and home folders", HelpName = "FILE" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("doctor", "Look whether programs, secrets, clock and repository are as a stack needs them; change nothing") { StackOptions.Stack, Probe, Report };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StackDefinition stack = StackFiles.FindOrLab(parsed.GetValue(StackOptions.Stack), "lab");
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        var runner = new ToolRunner(new DeferredToolObserver(), TimeProvider.System);
        using var secrets = new SecretReader(stack.Secrets, runner, TimeProvider.System, Environment.GetEnvironmentVariable);
        bool servers = stack.Layers.Any(l => l.Driver is DriverDefinition.Lab);
        bool probe = parsed.GetValue(Probe);
        var tools = new ToolDoctor(runner);
        List<DoctorFinding> findings = [.. await new HostDoctor(state.Path).LookAsync(servers)];
        if (servers)
        {
            findings.AddRange(await tools.LookForServersAsync(cancellationToken));
        }

        if (!StackFiles.IsEmbedded(stack))
        {
            findings.AddRange(await tools.LookAsync(stack, cancellationToken));
            findings.AddRange(await new StackDoctor(stack, secrets).LookAsync(cancellationToken));
        }

        findings.AddRange(await new RepositoryDoctor(secrets, Environment.GetEnvironmentVariable, TimeProvider.System).LookAsync(stack.Repository, cancellationToken));
        if (probe)
        {
            HashSet<string> labs = [.. stack.Layers.Where(l => l.Driver.HoldsDatabase).Select(l => l.Name)];
            IReadOnlyList<LayerFindings> found = await StackLook.RunAsync(
                stack, state, offline: false, (session, token) => StackPlanner.FindAsync(session.Stack.Layers(new RebirthIntent.Initialize()), token), cancellationToken);
            findings.AddRange(found.Where(f => !labs.Contains(f.Layer)).Select(Exists));
        }

        var report = new DoctorReport(ProductVersion.Text, TimeProvider.System.GetUtcNow(), probe, [.. stack.Layers.Select(Form)], findings);
        if (parsed.GetValue(Report) is string file)
        {
            Write(file, DoctorTable.Json(report, Redaction(stack, state, secrets).Of));
            await Console.Error.WriteLineAsync($"wrote {file}: read it before you send it to anybody");
        }

        TextWriter output = parsed.InvocationConfiguration.Output;
        if (parsed.GetValue(GlobalOptions.Format) == OutputFormat.Json)
        {
            await output.WriteLineAsync(DoctorTable.Json(report, text => text));
        }
        else
        {
            DoctorTable.Write(StackFiles.IsEmbedded(stack) ? "the embedded lab" : $"stack '{stack.Name}'", findings, Terminal.Of(output));
        }

        return findings.Any(f => f.State == FindingState.Problem) ? ExitCodes.Refuted : ExitCodes.Done;
    }

    private static DoctorFinding Exists(LayerFindings layer) => layer switch
    {
        { Trouble: string trouble } => new DoctorFinding($"exists {layer.Layer}", FindingState.Problem, trouble, "run its 'exists' by hand, or look at the page of its driver"),
        { Exists: true } => new DoctorFinding($"exists {layer.Layer}", FindingState.Ok, "something of it is there"),
        { Exists: false } => new DoctorFinding($"exists {layer.Layer}", FindingState.Ok, "nothing of it is there"),
        _ => new DoctorFinding($"exists {layer.Layer}", FindingState.Warning, "it cannot be looked for", "add 'exists' to it"),
    };

    private static DoctorLayer Form(LayerDefinition layer) => new(
        layer.Name, layer.Driver.Key, layer.Wipe?.GetType().Name.ToLowerInvariant(), [.. layer.Gates.Select(g => g.GetType().Name.ToLowerInvariant())], layer.Needs);

    private static ReportRedaction Redaction(StackDefinition stack, StateDirectory state, SecretReader secrets) => new(
        stack, secrets.Known, Environment.MachineName, Environment.UserName,
        [(stack.Directory, "<stack>"), (state.Path, "<state>"), (Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "~")]);

    private static void Write(string file, string text)
    {
        try
        {
            File.WriteAllText(file, text + "\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PhoenixException(ErrorCode.Configuration, $"the report {file} cannot be written: {e.Message}", "name another file with --report", e);
        }
    }
}
