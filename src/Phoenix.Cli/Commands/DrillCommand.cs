using System.CommandLine;
using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.Secrets;
using Phoenix.Cli.Rendering;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Lab.Sabotage;
using Phoenix.Recovery;
using Phoenix.Stacks;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary><c>phoenix drill</c>: the Phoenix Protocol on a stack.</summary>
public static class DrillCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create()
    {
        var command = new Command("drill", "Seed, back up, seed again, wipe, restore, and prove that nothing was lost")
        {
            DrillOptions.Cycles, DrillOptions.Target, DrillOptions.WipeAt, DrillOptions.Seed, DrillOptions.Writers, DrillOptions.LoadSeconds, DrillOptions.Sabotage,
            DrillOptions.Rto, DrillOptions.Rpo, DrillOptions.SignKey, DrillOptions.Resume, StackOptions.Stack, StackOptions.Confirm, GlobalOptions.Lab,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        bool resumes = parsed.GetValue(DrillOptions.Resume) is not null;
        StackDefinition? declared = resumes ? null : Declared(parsed);
        // Read before anything is touched: a key that cannot sign must not show itself after the wipe.
        using EvidenceKey? signer = parsed.GetValue(DrillOptions.SignKey) is string key ? KeyFile.Read(key, mustSign: true) : null;
        RepositorySettings? elsewhere = new RepositoryEnvironment(Environment.GetEnvironmentVariable).Read();
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        string? sabotage = resumes ? null : parsed.GetValue(DrillOptions.Sabotage);
        if (sabotage is not null && Sabotages.Select(sabotage) is { Count: > 1 } several)
        {
            DrillRequest[] requests = [.. several.Select(s => DrillOptions.Read(parsed, s.Name))];
            RefuseElsewhere(requests[0], elsewhere);
            state.EnsureWritable();
            return await new SabotageSweep(state, parsed.GetValue(GlobalOptions.Format), signer).RunAsync(requests, cancellationToken);
        }

        DrillRequest request = DrillOptions.Read(parsed, sabotage, declared);
        state.EnsureWritable();
        if (parsed.GetValue(DrillOptions.Resume) is string name)
        {
            DrillOptions.RefuseBesideResume(parsed);
            using RunDirectory earlier = state.OpenRun(name);
            DrillRequest recalled;
            using (Stream record = earlier.ReadJournal())
            {
                // Only read here: the process that writes it may still be alive, and the lab's lock tells.
                IReadOnlyList<JournalEvent> events = RunJournal.Read(record).Events;
                if (events.OfType<JournalEvent.RunEnded>().Any() && earlier.ReadFile(RunSealing.FileName) is null)
                {
                    return SealOnly(parsed, earlier, new RunHistory(state), signer);
                }

                recalled = DrillRequest.Recall(events, earlier.Name);
            }

            if (recalled.StackFile is not null)
            {
                Confirmation.Require(StackFiles.Find(recalled.StackFile)!, parsed.GetValue(StackOptions.Confirm));
            }

            return await RunAsync(parsed, state, recalled, elsewhere, signer, () =>
            {
                var journal = new RunJournal(earlier, TimeProvider.System);
                DrillRequest.Recall(journal.Events, earlier.Name);
                return (earlier, journal);
            }, cancellationToken);
        }

        return await RunAsync(parsed, state, request, elsewhere, signer, () =>
        {
            RunDirectory store = state.CreateRun(TimeProvider.System);
            return (store, new RunJournal(store, TimeProvider.System));
        }, cancellationToken);
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, StateDirectory state, DrillRequest request, RepositorySettings? elsewhere, EvidenceKey? signer, Func<(RunDirectory, RunJournal)> openRun, CancellationToken cancellationToken)
    {
        RefuseElsewhere(request, elsewhere);
        bool afresh = request.Sabotage is not null && parsed.GetValue(DrillOptions.Resume) is null;
        DrillOutcome outcome = await new DrillRun(state, request, elsewhere, signer).RunAsync(afresh, openRun, cancellationToken);
        Print(outcome, parsed.GetValue(GlobalOptions.Format));
        return outcome.ExitCode;
    }

    // Refused before anything is opened; what is destroyed must have been asked for in so many words.
    private static StackDefinition? Declared(ParseResult parsed)
    {
        if (parsed.GetResult(GlobalOptions.Lab) is { Implicit: false })
        {
            return parsed.GetValue(StackOptions.Stack) is null
                ? null
                : throw new PhoenixException(ErrorCode.Usage, "--lab and --stack name two stacks", "give one of them");
        }

        StackDefinition? declared = StackFiles.Find(parsed.GetValue(StackOptions.Stack));
        if (declared is null)
        {
            return null;
        }

        if (parsed.GetValue(DrillOptions.Sabotage) is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, $"--sabotage breaks things, and stack '{declared.Name}' is no lab", "leave --sabotage out; or, for the embedded lab, add --lab lab");
        }

        if (declared.Layers.All(l => !l.Driver.HoldsDatabase))
        {
            throw new PhoenixException(ErrorCode.Configuration, $"no layer of stack '{declared.Name}' holds a database, so there is nothing to prove", "declare one with the driver 'lab' or 'postgresCluster', or use create and wipe");
        }

        ClusterTargets.Refuse(declared, RecoveryTargetParser.Parse(parsed.GetValue(DrillOptions.Target)!));
        ClusterTargets.RefuseUnattended(declared);

        Confirmation.Require(declared, parsed.GetValue(StackOptions.Confirm));
        return declared;
    }

    private static void RefuseElsewhere(DrillRequest request, RepositorySettings? elsewhere)
    {
        if (request.Sabotage is not null && elsewhere is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, "--sabotage works on the lab's own S3 endpoint only", "unset the PHOENIX_S3_ variables");
        }
    }

    // The run ended, and was killed before its evidence was on disk: all of it is in the journal.
    private static int SealOnly(ParseResult parsed, RunDirectory store, RunHistory history, EvidenceKey? signer)
    {
        Evidence evidence = RunSealing.Write(store, new RunJournal(store, TimeProvider.System), history, signer);
        RunSealing.Confirm(store, evidence);
        Print(new DrillOutcome(store, evidence, new DrillResult(evidence.Verdict, evidence.ExitCode, null), null, TookEffect: false), parsed.GetValue(GlobalOptions.Format));
        return evidence.ExitCode;
    }

    private static void Print(DrillOutcome outcome, OutputFormat format)
    {
        if (outcome.Evidence is null)
        {
            ErrorRendering.Write(outcome.Fault!, format, Console.Error);
            return;
        }

        if (format == OutputFormat.Json)
        {
            // The very bytes: whoever pipes them on can verify the seal.
            Console.Out.Write(Encoding.UTF8.GetString(outcome.Store.ReadFile(RunSealing.FileName)!));
        }
        else if (outcome.Result.Verdict is not null)
        {
            EvidenceTable.Write(outcome.Evidence, Terminal.Of(Console.Out));
            Console.Error.WriteLine($"evidence: {Path.Combine(outcome.Store.Path, RunSealing.FileName)}");
        }

        foreach (string warning in outcome.Evidence is null ? [] : RunReports.WriteBeside(outcome.Store, outcome.Evidence))
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        if (outcome.Result.Warning is not null)
        {
            Console.Error.WriteLine($"warning: {outcome.Result.Warning}");
        }

        if (outcome.Fault is not null)
        {
            ErrorRendering.Write(outcome.Fault, format, Console.Error);
        }
    }
}
