using System.CommandLine;
using System.Globalization;
using System.Text;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Secrets;
using Phoenix.Cli.Rendering;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Lab.Local;
using Phoenix.Lab.Sabotage;
using Phoenix.Proof;
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
            DrillOptions.Rto, DrillOptions.Rpo, DrillOptions.SignKey, DrillOptions.Resume, DrillOptions.Stack, GlobalOptions.Lab,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        StackFileGuard.Check(parsed.GetValue(DrillOptions.Stack));
        DrillRequest request = DrillOptions.Read(parsed);
        // Read before anything is touched: a key that cannot sign must not show itself after the wipe.
        using EvidenceKey? signer = parsed.GetValue(DrillOptions.SignKey) is string key ? KeyFile.Read(key, mustSign: true) : null;
        RepositorySettings? elsewhere = new RepositoryEnvironment(Environment.GetEnvironmentVariable).Read();
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
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
        if (request.Sabotage is not null && elsewhere is not null)
        {
            throw new PhoenixException(ErrorCode.Usage, "--sabotage works on the lab's own S3 endpoint only", "unset the PHOENIX_S3_ variables");
        }

        Task warm = FirstUse.StartAsync();
        var tools = new DeferredToolObserver();
        bool afresh = request.Sabotage is not null && parsed.GetValue(DrillOptions.Resume) is null;
        using LabSession lab = await OpenLabAsync(new LabOptions { State = state.Path, Name = request.Lab }, elsewhere, tools, afresh, cancellationToken);
        AnnouncePassedOver(lab.Choice);
        await warm;
        (RunDirectory store, RunJournal journal) = openRun();
        using RunDirectory closing = store;
        tools.Attach(new JournaledTools(journal));
        Drill? drill = null;
        IDrillView view = DrillView.Open(Terminal.Of(Console.Error), TimeProvider.System, () => drill?.Counters);
        await using IDrillView closingView = view;
        journal.Subscribe(view);
        if (journal.Events.Count > 0)
        {
            journal.Append(new JournalEvent.RunResumed());
            await lab.Stack.Site.Credentials.EnsureAsync(cancellationToken);
        }
        else
        {
            journal.Append(new JournalEvent.RunStarted(store.Run, lab.Stack.Name, request.ToRecord(), Versions(lab)));
        }

        ISabotage? sabotage = request.Sabotage is null ? null : Sabotages.Find(request.Sabotage).Make(lab.Stack);
        drill = new Drill(lab.Stack, request.Settings, store, journal, TimeProvider.System, sabotage);
        DrillResult result = await drill.RunAsync(cancellationToken);
        if (result.IsOpen)
        {
            await view.DisposeAsync();
            ErrorRendering.Write(
                new PhoenixException(ErrorCode.Interrupted, $"run {store.Name} was interrupted after its wipe began", $"go on with: phoenix drill --resume {store.Name}"), parsed.GetValue(GlobalOptions.Format), Console.Error);
            return result.ExitCode;
        }

        Evidence evidence = RunSealing.Write(store, journal, new RunHistory(state), signer);
        await view.DisposeAsync();
        Print(store, evidence, result, parsed.GetValue(GlobalOptions.Format));


        // The sealed record has the last word: an exit code must never be better than it.
        return result.ExitCode == ExitCodes.Done && evidence.Verdict != Verdict.Proven
            ? evidence.Verdict == Verdict.Refuted ? ExitCodes.Refuted : ExitCodes.Inconclusive
            : result.ExitCode;
    }

    // The run ended, and was killed before its evidence was on disk: all of it is in the journal.
    private static int SealOnly(ParseResult parsed, RunDirectory store, RunHistory history, EvidenceKey? signer)
    {
        Evidence evidence = RunSealing.Write(store, new RunJournal(store, TimeProvider.System), history, signer);
        Print(store, evidence, new DrillResult(evidence.Verdict, evidence.ExitCode, null), parsed.GetValue(GlobalOptions.Format));
        return evidence.ExitCode;
    }

    private static async Task<LabSession> OpenLabAsync(LabOptions options, RepositorySettings? elsewhere, DeferredToolObserver tools, bool afresh, CancellationToken cancellationToken)
    {
        if (afresh && Directory.Exists(Path.Combine(options.State, "labs", options.Name)))
        {
            // An earlier sabotage left its damage behind: what this drill finds must not come from that.
            using LabSession damaged = await LabSession.OpenAsync(options, elsewhere, tools, TimeProvider.System, cancellationToken);
            await damaged.DeleteAsync(cancellationToken);
        }

        return await LabSession.OpenAsync(options, elsewhere, tools, TimeProvider.System, cancellationToken);
    }

    private static void Print(RunDirectory store, Evidence evidence, DrillResult result, OutputFormat format)
    {
        if (format == OutputFormat.Json)
        {
            // The very bytes: whoever pipes them on can verify the seal.
            Console.Out.Write(Encoding.UTF8.GetString(store.ReadFile(RunSealing.FileName)!));
        }
        else if (result.Verdict is not null)
        {
            EvidenceTable.Write(evidence, Terminal.Of(Console.Out));
            Console.Error.WriteLine($"evidence: {Path.Combine(store.Path, RunSealing.FileName)}");
        }

        foreach (string warning in RunReports.WriteBeside(store, evidence))
        {
            Console.Error.WriteLine($"warning: {warning}");
        }

        if (result.Warning is not null)
        {
            Console.Error.WriteLine($"warning: {result.Warning}");
        }

        if (result.Error is not null)
        {
            ErrorRendering.Write(Fault.Of(result.Error), format, Console.Error);
        }
    }

    private static void AnnouncePassedOver(PostgresChoice choice)
    {
        foreach (PostgresInstallation passedOver in choice.PassedOver)
        {
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"PostgreSQL {passedOver.Major} is passed over, because the installed pgBackRest does not support it; using {choice.Installation.Major}"));
        }
    }

    private static Dictionary<string, string> Versions(LabSession lab) => new(lab.Stack.Versions)
    {
        ["phoenix"] = typeof(DrillCommand).Assembly.GetName().Version!.ToString(3),
    };
}
