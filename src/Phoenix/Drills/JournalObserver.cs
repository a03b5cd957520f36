using Phoenix.Diagnosis;
using Phoenix.Errors;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Drills;

/// <summary>Puts steps and layers of one cycle on record.</summary>
/// <param name="journal">The run's journal.</param>
/// <param name="cycle">The cycle.</param>
public sealed class JournalObserver(RunJournal journal, int cycle) : IPlanObserver, ILayerObserver
{
    /// <inheritdoc/>
    public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting) => journal.Append(
    [
        .. ended.Select(r => new JournalEvent.StepEnded(cycle, r.Name, r.State, r.Reason, r.Duration.TotalSeconds) { Code = CodeOf(r), Explanation = Explain(r) }),
        .. starting.Select(s => new JournalEvent.StepStarted(cycle, s)),
    ]);

    /// <inheritdoc/>
    public void Told(IReadOnlyList<StepResult> ended, IReadOnlyList<string> starting, LayerPhase phase) => journal.Append(
    [
        .. ended.Select(r => new JournalEvent.LayerEnded(cycle, r.Name, phase, r.State, r.Reason, r.Duration.TotalSeconds) { Code = CodeOf(r), Explanation = Explain(r) }),
        .. starting.Select(l => new JournalEvent.LayerStarted(cycle, l, phase)),
    ]);

    /// <inheritdoc/>
    public void Retrying(string layer, LayerPhase phase, int attempt, PhoenixException error) =>
        journal.Append(new JournalEvent.LayerRetried(cycle, layer, phase, attempt, error.Message) { Code = error.Definition.Id });

    /// <inheritdoc/>
    public void GateStarting(string layer, string gate) => journal.Append(new JournalEvent.LayerGateStarted(cycle, layer, gate));

    /// <inheritdoc/>
    public void GateEnded(string layer, StepResult gate) =>
        journal.Append(new JournalEvent.LayerGateEnded(cycle, layer, gate.Name, gate.State, gate.Reason, gate.Duration.TotalSeconds) { Code = CodeOf(gate) });

    /// <inheritdoc/>
    public void Raised(string layer) => journal.Append(new JournalEvent.LayerRaised(cycle, layer));

    /// <inheritdoc/>
    public void Reached(string milestone, TimeSpan after) => journal.Append(new JournalEvent.MilestoneReached(cycle, milestone, after.TotalSeconds));

    // Put down now and not when the evidence is built: a later catalogue may know more, and the same journal must always give the same evidence.
    private static KnownCause? Explain(StepResult result) => result.State == StepState.Failed ? KnownCause.In(result.Reason) : null;

    private static string? CodeOf(StepResult result) => (result.Error as PhoenixException)?.Definition.Id;
}
