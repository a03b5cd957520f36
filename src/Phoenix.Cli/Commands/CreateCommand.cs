using System.CommandLine;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Rebirths;
using Phoenix.Recovery;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix create</c>: raises all layers of a stack; its database comes back from the repository.</summary>
public static class CreateCommand
{
    private static readonly Option<string?> From = new("--from") { Description = "Raise this layer and all that need it; of those before, only the gates are awaited", HelpName = "LAYER" };
    private static readonly Option<string[]> Only = new("--only") { Description = "Raise these layers alone", AllowMultipleArgumentsPerToken = true, HelpName = "LAYER" };
    private static readonly Option<string> Target = new("--target") { Description = "Where the restore ends: latest, immediate, or a given time, lsn, xid or name", DefaultValueFactory = _ => "latest" };
    private static readonly Option<bool> Initialize = new("--initdb") { Description = "Make a new, empty database where the repository holds no backup" };
    private static readonly Option<bool> AcceptUnwitnessed = new("--accept-unwitnessed") { Description = "Publish a restore that no witness knows anything of; the result is Inconclusive" };
    private static readonly Option<bool> Fenced = new("--fenced") { Description = "State that the stack which this repository belonged to can never write again" };

    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("create", "Raise all layers of a stack; its database comes back from its repository")
        {
            StackOptions.Stack, From, Only, Target, Initialize, AcceptUnwitnessed, Fenced, StackOptions.Resume,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Option[] decided = [From, Only, Target, Initialize, AcceptUnwitnessed, Fenced];
        bool resumes = parsed.GetValue(StackOptions.Resume) is not null;
        if (resumes && decided.FirstOrDefault(o => parsed.GetResult(o) is { Implicit: false }) is Option beside)
        {
            throw new PhoenixException(ErrorCode.Usage, $"{beside.Name} does not go with --resume", "a resumed run goes on with what it was asked for at first; leave the option out");
        }

        var asked = new RaiseSettings
        {
            From = parsed.GetValue(From),
            Only = parsed.GetValue(Only) ?? [],
            Target = RecoveryTargetParser.Parse(parsed.GetValue(Target)!),
            Initialize = parsed.GetValue(Initialize),
            AcceptUnwitnessed = parsed.GetValue(AcceptUnwitnessed),
            Fenced = parsed.GetValue(Fenced),
        };
        return new StackRun("create", parsed, raises: true).RunAsync(
            RaiseRecord.Of(asked),
            definition =>
            {
                LayerSelection.Of(definition.Layers, asked);
                ClusterTargets.Refuse(definition, asked.Target);
            },
            async (session, _, journal, token) =>
            {
                RaiseSettings settings = RaiseRecord.Read(journal.Events.OfType<JournalEvent.RunStarted>().Single().Settings);
                HashSet<string> before =
                [
                    .. journal.Events.OfType<JournalEvent.LayerRaised>().Select(e => e.Layer),
                    .. journal.Events.OfType<JournalEvent.LayerEnded>().Where(e => e is { Phase: LayerPhase.Up, State: StepState.Succeeded }).Select(e => e.Layer),
                ];
                if (session.Stack.HasDatabase)
                {
                    before.Remove(session.Stack.DatabaseName); // whether it is there is asked of the database itself
                }

                var raising = new StackRaising(session.Stack, settings with { RaisedBefore = before, PublishedBefore = journal.Events.OfType<JournalEvent.Published>().Any() }, TimeProvider.System, new JournalObserver(journal, 1), e => journal.Append(e));
                RaisedStack raised = await raising.RunAsync(token);
                return StackOutcome.OfFailed(raised.Layers, "layer") ?? raised.Database switch
                {
                    RaisedDatabase.Unwitnessed => new StackOutcome("raised; the database was restored and published, and no witness knows what it must hold: Inconclusive", ExitCodes.Inconclusive),
                    RaisedDatabase.Restored when settings.Target.Kind != RecoveryTargetKind.Latest =>
                        new StackOutcome($"raised; the database is the cluster that the witness knows, was restored to '{settings.Target}' and published; what it must hold there, no witness knows", ExitCodes.Done),
                    RaisedDatabase.Restored => new StackOutcome($"raised; the database was restored, holds all that the witness of {raised.Witness!.RecordedAt:u} knows, and was published", ExitCodes.Done),
                    RaisedDatabase.Initialized => new StackOutcome("raised, with a new, empty database", ExitCodes.Done),
                    RaisedDatabase.Kept => new StackOutcome("raised; the database was there and was kept", ExitCodes.Done),
                    _ => new StackOutcome("raised", ExitCodes.Done),
                };
            },
            cancellationToken);
    }
}
