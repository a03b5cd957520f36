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
    public void Starting(string step) => journal.Append(new JournalEvent.StepStarted(cycle, step));

    /// <inheritdoc/>
    public void Ended(StepResult result) =>
        journal.Append(new JournalEvent.StepEnded(cycle, result.Name, result.State, result.Reason, result.Duration.TotalSeconds) { Code = CodeOf(result) });

    /// <inheritdoc/>
    public void Starting(string layer, LayerPhase phase) => journal.Append(new JournalEvent.LayerStarted(cycle, layer, phase));

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

    /// <inheritdoc/>
    public void Ended(StepResult result, LayerPhase phase) =>
        journal.Append(new JournalEvent.LayerEnded(cycle, result.Name, phase, result.State, result.Reason, result.Duration.TotalSeconds) { Code = CodeOf(result) });

    private static string? CodeOf(StepResult result) => (result.Error as PhoenixException)?.Definition.Id;
}
