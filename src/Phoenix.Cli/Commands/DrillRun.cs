using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Secrets;
using Phoenix.Cli.Export;
using Phoenix.Cli.Rendering;
using Phoenix.Drills;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Kubernetes.Crunchy;
using Phoenix.Lab.Local;
using Phoenix.Lab.Sabotage;
using Phoenix.Stacks;
using Phoenix.Verification;

namespace Phoenix.Cli.Commands;

/// <summary>One drill on one lab or declared stack, from opening it to the sealed evidence.</summary>
/// <param name="state">Holds runs and labs.</param>
/// <param name="request">What was asked for.</param>
/// <param name="elsewhere">A repository on an S3 endpoint elsewhere; null for the lab's own.</param>
/// <param name="signer">Signs the evidence; null for no signature.</param>
internal sealed class DrillRun(StateDirectory state, DrillRequest request, RepositorySettings? elsewhere, EvidenceKey? signer)
{
    private readonly DeferredToolObserver _tools = new();

    /// <summary>Runs it; progress goes to stderr, the result to whoever called.</summary>
    /// <param name="afresh">Whether an earlier lab of that name is removed first.</param>
    /// <param name="openRun">Opens the run's folder and journal, once the lab is locked.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<DrillOutcome> RunAsync(bool afresh, Func<(RunDirectory, RunJournal)> openRun, CancellationToken cancellationToken)
    {
        Task warm = FirstUse.StartAsync();
        if (request.StackFile is not null)
        {
            (RunDirectory folder, RunJournal record) = openRun();
            using RunDirectory open = folder;
            await using StackSession session = await StackRun.OpenAsync(StackFiles.Find(request.StackFile)!, "drill", state, folder, record.Events.Count == 0, _tools, cancellationToken);
            if (session.Lab is not null)
            {
                AnnouncePassedOver(session.Lab.Choice);
            }

            if (session.Castle is { } castle)
            {
                await OpenAsync(castle, record, cancellationToken);
            }

            await session.LockRepositoryAsync("drill", cancellationToken);
            await warm;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
            return await DriveAsync(session.Stack, session.Lab, folder, record, session.LastLine, either.Token);
        }

        using LabSession lab = await OpenLabAsync(afresh, cancellationToken);
        AnnouncePassedOver(lab.Choice);
        await warm;
        (RunDirectory store, RunJournal journal) = openRun();
        using RunDirectory closing = store;
        return await DriveAsync(lab.Stack, lab, store, journal, _ => null, cancellationToken);
    }

    private async Task<DrillOutcome> DriveAsync(IStack stack, LabSession? lab, RunDirectory store, RunJournal journal, Func<string, string?> lastLine, CancellationToken cancellationToken)
    {
        _tools.Attach(new JournaledTools(journal));
        Drill? drill = null;
        await using RunTelemetry telemetry = RunTelemetry.Follow(journal, store.Run, stack.Name, "drill");
        var progress = new LayerProgress(new RecordedLayerTimes(state).Read(stack.Name, request.StackFile ?? "", store.Name), lastLine);
        await using IDrillView view = DrillView.Open(Terminal.Of(Console.Error), TimeProvider.System, () => drill?.Counters, progress);
        journal.Subscribe(view);
        if (journal.Events.Count > 0)
        {
            journal.Append(new JournalEvent.RunResumed());
            if (lab is not null)
            {
                await lab.Stack.Site.Credentials.EnsureAsync(cancellationToken);
            }
        }
        else
        {
            journal.Append(new JournalEvent.RunStarted(store.Run, stack.Name, request.ToRecord(), Versions(stack)));
        }

        ISabotage? sabotage = request.Sabotage is null ? null : Sabotages.Find(request.Sabotage).Make((lab ?? throw new InvalidOperationException("only a lab is sabotaged")).Stack);
        drill = new Drill(stack, request.Settings, store, journal, TimeProvider.System, new RecordedCycles(state), sabotage);
        DrillResult result = await drill.RunAsync(cancellationToken);
        if (result.IsOpen)
        {
            return new DrillOutcome(store, null, result, null, sabotage is { TookEffect: true }) { Confirm = request.StackFile is null ? null : stack.Name };
        }

        try
        {
            await drill.SabotageRecordAsync(SabotagePoint.BeforeSeal, CancellationToken.None);
            Evidence evidence = RunSealing.Write(store, journal, new RunHistory(state), signer);
            await drill.SabotageRecordAsync(SabotagePoint.AfterSeal, CancellationToken.None);
            RunSealing.Confirm(store, evidence);
            return new DrillOutcome(store, evidence, result, null, sabotage is { TookEffect: true });
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.RecordDamaged)
        {
            // Whatever the drill found: there is nothing on disk that says so.
            return new DrillOutcome(store, null, result, e, sabotage is { TookEffect: true });
        }
    }

    private async Task<LabSession> OpenLabAsync(bool afresh, CancellationToken cancellationToken)
    {
        LabOptions options = new() { State = state.Path, Name = request.Lab };
        if (afresh && Directory.Exists(Path.Combine(options.State, "labs", options.Name)))
        {
            // An earlier sabotage left its damage behind: what this drill finds must not come from that.
            using LabSession damaged = await LabSession.OpenAsync(options, elsewhere, _tools, TimeProvider.System, cancellationToken);
            await damaged.DeleteAsync(cancellationToken);
        }

        return await LabSession.OpenAsync(options, elsewhere, _tools, TimeProvider.System, cancellationToken);
    }

    private static async Task OpenAsync(CrunchyDatabaseLayer castle, RunJournal record, CancellationToken cancellationToken)
    {
        try
        {
            await castle.OpenAsync(cancellationToken);
        }
        catch (PhoenixException e) when (e.Code == ErrorCode.ClusterUnavailable
            && record.Events.LastOrDefault(r => r is JournalEvent.WipeStarted or JournalEvent.WipeEnded or JournalEvent.RebirthHeld) is JournalEvent.WipeEnded)
        {
            // A resumed run whose wipe was through: the cluster is yet to be raised, and there is no database to be looked at.
        }

        castle.RequireProofTools();
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

    private static Dictionary<string, string> Versions(IStack stack) => new(stack.Versions)
    {
        ["phoenix"] = typeof(DrillRun).Assembly.GetName().Version!.ToString(3),
    };
}
