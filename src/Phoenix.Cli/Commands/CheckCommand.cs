using System.Collections;
using System.CommandLine;
using Phoenix.Adapters.Checks;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.Processes;
using Phoenix.Checks;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Recovery;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix check</c>: whether a rebirth from the repository would work now; reads only, writes nothing anywhere.</summary>
public static class CheckCommand
{
    private const string DefaultConfig = "/etc/pgbackrest";

    private static readonly Option<string?> Stanza = new("--stanza") { Description = "Check a stanza by its pgbackrest.conf, without a stack", HelpName = "STANZA" };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = $"The pgbackrest.conf that the restore uses, or a folder with it and conf.d/*.conf (default {DefaultConfig})",
        HelpName = "FILE",
    };

    private static readonly Option<string> Target = new("--target")
    {
        Description = "Where the rebirth is to end: latest, immediate, time=..., lsn=..., xid=..., name=..., then ,timeline=N",
        HelpName = "TARGET",
        DefaultValueFactory = _ => "latest",
    };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("check", "Look whether a rebirth from the repository would work now; change nothing") { StackOptions.Stack, GlobalOptions.Lab, Stanza, Config, Target };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        RecoveryTarget target = RecoveryTargetParser.Parse(parsed.GetValue(Target)!);
        if (target.NeedsValue)
        {
            throw new PhoenixException(ErrorCode.Usage, $"the target '{target}' has no value", "give one, e.g. lsn=0/3000148");
        }

        string scratch = Directory.CreateTempSubdirectory("phoenix-check-").FullName;
        try
        {
            (string subject, CheckResult result) = parsed.GetValue(Stanza) is null && parsed.GetValue(Config) is null
                ? await OfStackAsync(parsed, target, scratch, cancellationToken)
                : await OfConfigurationAsync(parsed, target, scratch, cancellationToken);
            CheckRendering.Write(subject, result, parsed.GetValue(GlobalOptions.Format), parsed.InvocationConfiguration.Output);
            return CheckRendering.ExitCode(result.State);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static async Task<(string, CheckResult)> OfStackAsync(ParseResult parsed, RecoveryTarget target, string scratch, CancellationToken cancellationToken)
    {
        bool named = parsed.GetResult(GlobalOptions.Lab) is { Implicit: false };
        if (named && parsed.GetValue(StackOptions.Stack) is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, "--lab and --stack name two stacks", "give one of them");
        }

        StackDefinition definition = named ? StackFiles.OfLab(parsed.GetValue(GlobalOptions.Lab)!) : StackFiles.FindOrLab(parsed.GetValue(StackOptions.Stack), parsed.GetValue(GlobalOptions.Lab)!);
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        string subject = StackFiles.IsEmbedded(definition) ? $"lab '{definition.Name}'" : $"stack '{definition.Name}'";
        CheckEvidence evidence = await StackLook.RunAsync(
            definition, state, offline: false, (session, token) => new StackCheck(session, definition, state).LookAsync(target, scratch, token), cancellationToken);
        return (subject, RepositoryCheck.Judge(evidence));
    }

    private static async Task<(string, CheckResult)> OfConfigurationAsync(ParseResult parsed, RecoveryTarget target, string scratch, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(StackOptions.Stack) is not null || parsed.GetResult(GlobalOptions.Lab) is { Implicit: false })
        {
            throw new PhoenixException(ErrorCode.Usage, "--stanza and --config check without a stack", "leave out --stack and --lab, or --stanza and --config");
        }

        PgBackRestConfFile file = PgBackRestConfFile.Read(
            Path.GetFullPath(parsed.GetValue(Config) ?? DefaultConfig),
            Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal));
        string stanza = parsed.GetValue(Stanza) ?? (file.Stanzas is [string only] ? only : throw new PhoenixException(
            ErrorCode.Usage, $"{file.Path} has {(file.Stanzas.Count == 0 ? "no section of a stanza" : $"sections of {string.Join(", ", file.Stanzas)}")}", "name the stanza with --stanza"));
        if (RepositoryForm.Stanza(stanza) is (string wrong, string hint))
        {
            throw new PhoenixException(ErrorCode.Usage, wrong, hint);
        }

        ConfiguredPlace place = ConfiguredPlace.Of(file, stanza);
        var runner = new ToolRunner(new DeferredToolObserver(), TimeProvider.System);
        using RepositoryLook look = RepositoryLook.Of(place, scratch, runner, TimeProvider.System);
        ServerAccess? server = LocalServer.Find(place, file);
        CheckEvidence evidence = await look.LookAsync(target, server, cancellationToken);
        return ($"stanza '{stanza}' by {file.Path}", RepositoryCheck.Judge(evidence with
        {
            Idle = server is null ? LocalServer.FindIdle(place.DataDirectory) : null,
            Space = place.DataDirectory is string data ? RestoreSpace.Of(data) : null,
        }));
    }
}
