using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Export;
using Phoenix.Cli.Rendering;
using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Stacks;

namespace Phoenix.Cli.Commands;

/// <summary>A create or wipe on record: its folder, journal and view, from the opened stack to the exit code.</summary>
/// <param name="command">Name of the command, as it stands in the journal.</param>
/// <param name="parsed">The command line.</param>
/// <param name="raises">Whether it raises layers, so that what it did is undone by a wipe.</param>
internal sealed class StackRun(string command, ParseResult parsed, bool raises)
{
    private const string CommandKey = "command";

    /// <summary>Runs it.</summary>
    /// <param name="settings">What was asked for, as it is put on record.</param>
    /// <param name="check">Refuses, before anything is opened.</param>
    /// <param name="work">The work; gives the layers' ends, what they mean, and the error that ended it.</param>
    /// <param name="cancellationToken">Interrupts it.</param>
    public async Task<int> RunAsync(
        IReadOnlyDictionary<string, string> settings, Action<StackDefinition> check, Func<StackSession, RunDirectory, RunJournal, CancellationToken, Task<StackOutcome>> work, CancellationToken cancellationToken)
    {
        var state = new StateDirectory(parsed.GetValue(GlobalOptions.State));
        string? resumed = parsed.GetValue(StackOptions.Resume);
        string? file = parsed.GetValue(StackOptions.Stack);
        using RunDirectory? earlier = resumed is null ? null : state.OpenRun(resumed);
        if (earlier is not null)
        {
            file = file is null ? Recall(state, earlier) : throw new PhoenixException(ErrorCode.Usage, "--stack does not go with --resume", "a resumed run goes on with the stack that it was started with");
        }

        StackDefinition definition = file == "" ? StackFiles.OfLab("lab") : StackFiles.FindOrLab(file, "lab");
        check(definition);
        state.EnsureWritable();
        using RunDirectory store = earlier ?? state.CreateRun(TimeProvider.System);
        var tools = new DeferredToolObserver();
        await using StackSession session = await OpenAsync(definition, command, state, store, earlier is null, tools, cancellationToken);
        await LockAsync(session, store, earlier is null, cancellationToken);
        var journal = new RunJournal(store, TimeProvider.System);
        tools.Attach(new JournaledTools(journal));
        await using RunTelemetry telemetry = RunTelemetry.Follow(journal, store.Run, definition.Name, command);
        var progress = new LayerProgress(new RecordedLayerTimes(state).Read(definition.Name, definition.File, store.Name), session.LastLine);
        await using IDrillView view = DrillView.Open(Terminal.Of(Console.Error), TimeProvider.System, layers: progress);
        journal.Subscribe(view);
        _ = journal.Events.Count > 0
            ? (JournalEvent)journal.Append(new JournalEvent.RunResumed())
            : journal.Append(new JournalEvent.RunStarted(
                store.Run, definition.Name, new Dictionary<string, string>(settings) { [CommandKey] = command, [SettingName.StackFile] = definition.File },
                new Dictionary<string, string>(session.Stack.Versions) { ["phoenix"] = typeof(StackRun).Assembly.GetName().Version!.ToString(3) }));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        StackOutcome outcome = await TryAsync(() => work(session, store, journal, either.Token), cancellationToken);
        if (outcome.ExitCode == ExitCodes.Interrupted && session.Lost.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            outcome = StackOutcome.Of(LockLost(inner: null)); // the layers were cancelled by that, not by a person
        }

        journal.Append(new JournalEvent.RunEnded(null, outcome.ExitCode));
        await view.DisposeAsync();
        foreach (string fault in session.Logs.Values.Select(l => l.Fault).OfType<string>())
        {
            Console.Error.WriteLine($"warning: a layer's log is not complete: {fault}");
        }

        LayersTable.Write(store.Name, definition.Name, command, outcome, RunState.Fold(journal.Events), parsed.GetValue(GlobalOptions.Format), Console.Out);
        if (outcome.Error is not null)
        {
            ErrorRendering.Write(outcome.Error, parsed.GetValue(GlobalOptions.Format), Console.Error);
            Console.Error.WriteLine($"its logs, explained: phoenix explain {store.Name}");
            string confirm = raises || StackFiles.IsEmbedded(definition) ? "" : $" --confirm {definition.Name}";
            Console.Error.WriteLine($"go on with: phoenix {command} --resume {store.Name}{confirm}");
        }

        return outcome.ExitCode;
    }

    /// <summary>Opens the stack of a run; a new run whose stack cannot be opened leaves no folder behind.</summary>
    public static async Task<StackSession> OpenAsync(
        StackDefinition definition, string command, StateDirectory state, RunDirectory store, bool isNew, DeferredToolObserver tools, CancellationToken cancellationToken)
    {
        try
        {
            return await StackSession.OpenAsync(definition, command, state, store.Directory("logs"), tools, TimeProvider.System, cancellationToken);
        }
        catch (Exception e) when (isNew && e is PhoenixException or OperationCanceledException)
        {
            Directory.Delete(store.Path, recursive: true);
            throw;
        }
    }

    private async Task LockAsync(StackSession session, RunDirectory store, bool isNew, CancellationToken cancellationToken)
    {
        try
        {
            await session.LockRepositoryAsync(command, cancellationToken);
        }
        catch (Exception) when (isNew)
        {
            Directory.Delete(store.Path, recursive: true); // nothing was begun: a run without a first line would only puzzle
            throw;
        }
    }

    private static async Task<StackOutcome> TryAsync(Func<Task<StackOutcome>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new StackOutcome("interrupted", ExitCodes.Interrupted, new PhoenixException(ErrorCode.Interrupted, "interrupted", "what was done is on record"));
        }
        catch (OperationCanceledException e)
        {
            return StackOutcome.Of(LockLost(e));
        }
        catch (PhoenixException e)
        {
            return StackOutcome.Of(e);
        }
    }

    private static PhoenixException LockLost(Exception? inner) =>
        new(ErrorCode.Locked, "the repository's lock was lost, so somebody else may work on this stack", "find out who; then go on", inner);

    // Only a run of the same command that did not end well has something left to do.
    private string Recall(StateDirectory state, RunDirectory run)
    {
        using Stream record = run.ReadJournal();
        IReadOnlyList<JournalEvent> events = RunJournal.Read(record).Events;
        JournalEvent.RunStarted? started = events.OfType<JournalEvent.RunStarted>().FirstOrDefault();
        if (started?.Settings.GetValueOrDefault(CommandKey) != command)
        {
            throw new PhoenixException(ErrorCode.Usage, $"run {run.Name} is no {command}", $"list the runs with: phoenix history");
        }

        // What it put on record as raised was destroyed meanwhile: going on would take it for raised all the same.
        if (raises && LaterRuns.WipedSince(state, run.Name, events) is string wipe)
        {
            throw new PhoenixException(ErrorCode.Usage, $"run {wipe} has wiped stack '{started.Stack}' since run {run.Name}", $"start a new one with: phoenix {command}");
        }

        return events.OfType<JournalEvent.RunEnded>().LastOrDefault() is { ExitCode: ExitCodes.Done }
            ? throw new PhoenixException(ErrorCode.Usage, $"run {run.Name} ended well, so there is nothing to resume", $"start a new one with: phoenix {command}")
            : started.Settings[SettingName.StackFile];
    }
}
