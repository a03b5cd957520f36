using System.CommandLine;
using Phoenix.Adapters.Files;
using Phoenix.Cli.Commands;
using Phoenix.Cli.Rendering;
using Phoenix.Journal;
using Phoenix.Testing;

namespace Phoenix.EndToEnd.Tests.Rendering;

/// <summary>A state directory with runs that ended, and the commands that read it, called in this process.</summary>
internal sealed class SealedRuns : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("phoenix-sealed-");
    private readonly Option<string> _state = new("--state") { Recursive = true };
    private readonly Option<OutputFormat> _format = new("--format") { Recursive = true };

    public string Root => _root.FullName;

    public StateDirectory State => new(Root);

    public void Dispose() => _root.Delete(recursive: true);

    /// <summary>A file of a run.</summary>
    public string File(string run, string name) => Path.Combine(Root, "runs", run, name);

    /// <summary>Adds a run that ended just now, or was killed when its events have no end.</summary>
    public string Add(IEnumerable<JournalEvent>? events = null)
    {
        using RunDirectory run = State.CreateRun(TimeProvider.System);
        RunJournal journal = new(run, TimeProvider.System);
        foreach (JournalEvent e in events ?? Runs.Proven(1))
        {
            // Begin and end are now, so that one run follows the other as in life.
            journal.Append(e switch
            {
                JournalEvent.RunStarted started => started with { Run = run.Run, At = default },
                JournalEvent.RunEnded ended => ended with { At = default },
                _ => e,
            });
        }

        if (!journal.Events.OfType<JournalEvent.RunEnded>().Any())
        {
            return run.Name; // one that was killed has no evidence
        }

        run.WriteFile("evidence.json", Seal.Apply(EvidenceBuilder.Build(journal.Events, journal.Head), new RunHistory(State).SealBefore(run.Name)));
        return run.Name;
    }

    /// <summary>Calls a command; errors come through as exceptions.</summary>
    public (int ExitCode, string Output) Invoke(params string[] arguments)
    {
        RootCommand root = new() { ReportCommand.Create(_state, _format), HistoryCommand.Create(_state, _format), VerifyCommand.Create(_state, _format), ExplainCommand.Create(_state, _format) };
        root.Options.Add(_state);
        root.Options.Add(_format);
        StringWriter output = new();
        int exitCode = root.Parse([.. arguments, "--state", Root]).Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString());
    }
}
