using System.Globalization;
using Phoenix.Journal;

namespace Phoenix.Adapters.Files;

/// <summary>The layers' logs in a run's folder.</summary>
public static class RunLogs
{
    private const string Folder = "logs";
    private const string Suffix = ".log";

    /// <summary>The files, layer by layer, each layer's pieces in the order in which they were written.</summary>
    /// <param name="run">The run.</param>
    /// <returns>Layer and path; empty when the run has none, or they were pruned.</returns>
    public static IReadOnlyList<(string Layer, string Path)> List(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        string folder = System.IO.Path.Combine(run.Path, Folder);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*" + Suffix) : [];
        HashSet<string> names = [.. files.Select(f => System.IO.Path.GetFileNameWithoutExtension(f))];
        return [.. files
            .Select(f => (Piece: PieceOf(System.IO.Path.GetFileNameWithoutExtension(f), names), Path: f))
            .OrderBy(f => f.Piece.Layer, StringComparer.Ordinal)
            .ThenBy(f => f.Piece.Number)
            .Select(f => (f.Piece.Layer, f.Path))];
    }

    /// <summary>Whether the run's logs were removed by <see cref="RunPruning"/>.</summary>
    public static bool ArePruned(RunDirectory run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.ReadFile(RunPruning.NoteFile) is not null && !Directory.Exists(System.IO.Path.Combine(run.Path, Folder));
    }

    /// <summary>
    /// What the journal says went wrong: the reasons of what failed, of rebirths that were destroyed and of findings that are not Proven; each with the number of its line. Where
    /// none is on record, that the run did not end, or not well.
    /// </summary>
    public static IEnumerable<(long Line, string Text)> Failures(IReadOnlyList<JournalEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        bool isTold = false;
        for (int i = 0; i < events.Count; i++)
        {
            foreach (string text in Texts(events[i]))
            {
                isTold = true;
                yield return (i + 1, text);
            }
        }

        JournalEvent.RunEnded? ended = events.OfType<JournalEvent.RunEnded>().LastOrDefault();
        if (ended is null)
        {
            yield return (events.Count, "the run has not ended: it was killed, or is still under way");
        }
        else if (ended.ExitCode != 0 && !isTold)
        {
            yield return (events.Count, string.Create(CultureInfo.InvariantCulture, $"the run ended with exit code {ended.ExitCode}, and no reason is on record"));
        }
    }

    private static IEnumerable<string> Texts(JournalEvent e) => e switch
    {
        JournalEvent.StepEnded { State: Execution.StepState.Failed, Reason: string reason } => [reason],
        JournalEvent.LayerEnded { State: Execution.StepState.Failed, Reason: string reason } => [reason],
        JournalEvent.Discarded discarded => [discarded.Reason],
        JournalEvent.GateEvaluated { Passed: false } gate => gate.Rules.Where(r => !r.Passed).Select(r => $"{r.Rule}: {r.Detail}"),
        JournalEvent.FindingMade { Finding: { Verdict: not Proof.Verdict.Proven } finding } => [$"{finding.Checker}: {finding.Verdict}: {finding.Detail}"],
        _ => [],
    };

    // NAME.1.log and NAME.2.log are pieces of NAME.log; a layer may be called 'x.1', too.
    private static (string Layer, int Number) PieceOf(string name, HashSet<string> names) =>
        name.Length > 2 && name[^2] == '.' && name[^1] is '1' or '2' && names.Contains(name[..^2]) ? (name[..^2], name[^1] - '0') : (name, 3);
}
