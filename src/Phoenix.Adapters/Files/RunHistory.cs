using Phoenix.Errors;
using Phoenix.Journal;
using Phoenix.Verification;

namespace Phoenix.Adapters.Files;

/// <summary>All runs in a state directory. A damaged run is listed as damaged: one left out would look as if it had never been.</summary>
/// <param name="state">The state directory.</param>
public sealed class RunHistory(StateDirectory state)
{
    /// <summary>The runs, newest first, each read and verified when it is reached.</summary>
    public IEnumerable<RunSummary> Read() => state.RunNames().Select(Summarize);

    /// <summary>
    /// The seal's hash of the newest run before <paramref name="run"/> whose evidence is intact, for <see cref="EvidenceSeal.Previous"/>; null for none. A
    /// resumed run that was sealed once is not its own predecessor.
    /// </summary>
    public string? SealBefore(string run) =>
        state.RunNames().SkipWhile(n => n != run).Skip(1).Select(n => Summarize(n).Evidence?.Seal?.Sha256).FirstOrDefault(s => s is not null);

    /// <summary>The runs around <paramref name="run"/>, each read and verified, for the check of the chain of seals.</summary>
    public RunNeighbours Neighbours(string run)
    {
        List<RunSummary> runs = [.. Read()];
        int own = runs.FindIndex(r => r.Name == run);
        return new RunNeighbours(
            [.. runs.Skip(own + 1).Where(r => r.Evidence is not null).Select(r => SealedRun.Of(r.Evidence!))],
            [.. runs.Take(own).Reverse().Where(r => r.Evidence is not null).Select(r => SealedRun.Of(r.Evidence!))],
            [.. runs.Where(r => r.IsDamaged && r.Name != run).Select(r => r.Name)]);
    }

    private RunSummary Summarize(string name)
    {
        try
        {
            using RunDirectory run = state.OpenRun(name);
            if (run.ReadFile(RunDirectory.EvidenceFile) is not byte[] file)
            {
                return Unfinished(run);
            }

            Evidence evidence = Seal.Read(file);
            return evidence.RunId == name
                ? new RunSummary(name, evidence, null, IsDamaged: false)
                : new RunSummary(name, null, $"its evidence is that of run {evidence.RunId}", IsDamaged: true);
        }
        catch (PhoenixException e)
        {
            return new RunSummary(name, null, e.Message, IsDamaged: true);
        }
        catch (Exception e) when (Durable.IsWriteFault(e))
        {
            return new RunSummary(name, null, e.Message, IsDamaged: true);
        }
    }

    private static RunSummary Unfinished(RunDirectory run)
    {
        using Stream journal = run.ReadJournal();
        JournalContent content = RunJournal.Read(journal);
        if (content.Events.OfType<JournalEvent.RunStarted>().FirstOrDefault()?.Settings.GetValueOrDefault("command") is string command)
        {
            JournalEvent.RunEnded? end = content.Events.OfType<JournalEvent.RunEnded>().LastOrDefault();
            return new RunSummary(run.Name, null, end is null ? $"{command}: it has not ended" : $"{command}: exit code {end.ExitCode}; it has no evidence, because it proves nothing", IsDamaged: false);
        }

        bool ended = content.Events.Any(e => e is JournalEvent.RunEnded);
        return new RunSummary(run.Name, null, ended ? "it ended, and no evidence was written" : "it has not ended", IsDamaged: false);
    }
}
