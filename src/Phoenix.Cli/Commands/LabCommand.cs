using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Secrets;
using Phoenix.Cli.Rendering;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Lab.Local;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix lab up|down|env|psql</c>: the embedded lab by hand.</summary>
public static class LabCommand
{
    private static readonly Option<bool> Delete = new("--delete") { Description = "Remove the lab with all its data, backups included" };
    private static readonly Option<int?> S3Port = new("--s3-port") { Description = "Port of the S3 endpoint of a lab that is made now (default: a free one)" };
    private static readonly Option<int?> Port = new("--port") { Description = "Port of PostgreSQL of a lab that is made now (default: a free one)" };
    private static readonly Argument<string[]> PsqlArguments = new("arguments") { Description = "Arguments for psql", Arity = ArgumentArity.ZeroOrMore };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var up = new Command("up", "Make or start the lab: S3 endpoint, PostgreSQL, pgBackRest") { GlobalOptions.Lab, S3Port, Port };
        up.SetAction(UpAsync);
        var down = new Command("down", "Stop the lab; its data stay unless --delete is given") { GlobalOptions.Lab, Delete };
        down.SetAction(DownAsync);
        var env = new Command("env", "Print what a shell needs to reach the lab's database and S3 endpoint") { GlobalOptions.Lab };
        env.SetAction(EnvAsync);
        var psql = new Command("psql", "Open psql on the lab's database") { GlobalOptions.Lab, PsqlArguments };
        psql.SetAction(PsqlAsync);
        return new Command("lab", "The embedded lab") { up, down, env, psql, S3EndpointCommand.Create() };
    }

    private static async Task<int> UpAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        new StateDirectory(Options(parsed).State).EnsureWritable();
        using LabSession lab = await OpenAsync(parsed, cancellationToken);
        await lab.Stack.PrepareAsync(cancellationToken);
        if (!lab.HasOwnEndpoint && EvidenceBuilder.Unguarded(await new ConditionalPutTrial(lab.Stack.Objects, lab.Stack.Repository.Location).RunAsync(cancellationToken)) is string phrase)
        {
            Console.Error.WriteLine($"warning: nothing keeps apart {phrase}");
        }

        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"lab '{lab.Stack.Name}' is up: PostgreSQL {lab.Choice.Installation.Major} on localhost:{lab.Stack.Site.Record.PostgresPort}, S3 on https://{lab.Stack.Repository.Location.Endpoint}"));
        return ExitCodes.Done;
    }

    private static async Task<int> DownAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LabOptions options = Options(parsed);
        if (!Directory.Exists(Path.Combine(options.State, "labs", options.Name)))
        {
            Console.Error.WriteLine($"there is no lab '{options.Name}'");
            return ExitCodes.Done;
        }

        using LabSession lab = await OpenAsync(parsed, cancellationToken);
        if (parsed.GetValue(Delete))
        {
            await lab.DeleteAsync(cancellationToken);
            Console.Error.WriteLine($"lab '{options.Name}' is gone");
        }
        else
        {
            await lab.StopAsync(cancellationToken);
            Console.Error.WriteLine($"lab '{options.Name}' is stopped; its data stay");
        }

        return ExitCodes.Done;
    }

    private static async Task<int> EnvAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using LabSession lab = await OpenExistingAsync(parsed, cancellationToken);
        EnvironmentRendering.Write(Console.Out, LabEnvironment.Of(lab), parsed.GetValue(GlobalOptions.Format));
        return ExitCodes.Done;
    }

    private static async Task<int> PsqlAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<KeyValuePair<string, string>> environment;
        string program;
        using (LabSession lab = await OpenExistingAsync(parsed, cancellationToken))
        {
            environment = LabEnvironment.Of(lab);
            program = lab.Stack.Site.Place.Program("psql");
        }

        var start = new ProcessStartInfo(program, parsed.GetValue(PsqlArguments)!);
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process psql = Process.Start(start)!;
        await psql.WaitForExitAsync(cancellationToken);
        return psql.ExitCode == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static async Task<LabSession> OpenExistingAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        LabOptions options = Options(parsed);
        return Directory.Exists(Path.Combine(options.State, "labs", options.Name))
            ? await OpenAsync(parsed, cancellationToken)
            : throw new PhoenixException(ErrorCode.NotFound, $"there is no lab '{options.Name}' in {options.State}", "make it with: phoenix lab up");
    }

    private static Task<LabSession> OpenAsync(ParseResult parsed, CancellationToken cancellationToken) => LabSession.OpenAsync(
        Options(parsed), new RepositoryEnvironment(Environment.GetEnvironmentVariable).Read(), new DeferredToolObserver(), TimeProvider.System, cancellationToken);

    private static LabOptions Options(ParseResult parsed) => new LabOptions
    {
        State = new StateDirectory(parsed.GetValue(GlobalOptions.State)).Path,
        Name = parsed.GetValue(GlobalOptions.Lab)!,
        S3Port = parsed.CommandResult.Command.Options.Contains(S3Port) ? parsed.GetValue(S3Port) : null,
        PostgresPort = parsed.CommandResult.Command.Options.Contains(Port) ? parsed.GetValue(Port) : null,
    }.Validated();
}
