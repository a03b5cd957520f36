using System.Globalization;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Telemetry;

/// <summary>
/// Makes a trace of a run out of its journal, so that spans and evidence have the very same times: the run, in it the cycles of a drill, their steps, the
/// layers, and the attempts and gates of a layer. What the journal does not hold is not in a span either, secrets above all.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="stack">Name of the stack.</param>
/// <param name="command">The command: <c>drill</c>, <c>create</c>, <c>wipe</c>.</param>
public sealed class RunTrace(Guid run, string stack, string command) : IJournalObserver, IDisposable
{
    private readonly List<(int Cycle, string Step, Span Span)> _steps = [];
    private readonly Dictionary<(string Layer, LayerPhase Phase), OpenLayer> _layers = [];
    private Span? _root;
    private (int Number, Span Span)? _cycle;
    private DateTimeOffset _last;
    private (string Code, string? Reason)? _fault;

    /// <inheritdoc/>
    public void On(JournalEvent journalEvent)
    {
        ArgumentNullException.ThrowIfNull(journalEvent);
        _last = journalEvent.At;
        switch (journalEvent)
        {
            case JournalEvent.RunStarted:
                Begin(journalEvent.At, resumed: false);
                break;
            case JournalEvent.RunResumed:
                Begin(journalEvent.At, resumed: true);
                break;
            case JournalEvent.RunEnded e:
                End(e);
                break;
            case JournalEvent.OfCycle e when _root is not null:
                OnCycle(e, _root);
                break;
        }
    }

    /// <summary>Ends what is open: the run was interrupted, and may be resumed.</summary>
    public void Dispose()
    {
        if (_root is not null)
        {
            _root.Fail("interrupted", "the run did not end; it can be taken up again with --resume");
            Close();
        }
    }

    private Span Parent => _steps.Count > 0 ? _steps[^1].Span : _cycle?.Span ?? _root!;

    private void Begin(DateTimeOffset at, bool resumed) => _root = Span.Root(
        $"phoenix {command}", run, at, (Tag.Run, RunName.Of(run)), (Tag.Command, command), (Tag.Stack, stack), (Tag.Resumed, resumed));

    private void End(JournalEvent.RunEnded e)
    {
        if (_root is null)
        {
            return;
        }

        _root.Set(Tag.Verdict, e.Verdict?.ToString());
        _root.Set(Tag.ExitCode, e.ExitCode);
        if (e.ExitCode != 0)
        {
            string code = _fault?.Code ?? e.Verdict?.ToString().ToLowerInvariant() ?? "unexpected";
            _root.Fail(code, _fault?.Reason ?? string.Create(CultureInfo.InvariantCulture, $"exit code {e.ExitCode}"));
        }

        Close();
    }

    // From the inside out: a span must not outlive the one that it is part of.
    private void Close()
    {
        foreach (OpenLayer layer in _layers.Values)
        {
            layer.Close(_last);
        }

        foreach ((_, _, Span step) in Enumerable.Reverse(_steps))
        {
            step.End(_last);
        }

        _layers.Clear();
        _steps.Clear();
        EndCycle();
        _root?.End(_last);
        _root = null;
    }

    private void EndCycle()
    {
        _cycle?.Span.End(_last);
        _cycle = null;
    }

    private void OnCycle(JournalEvent.OfCycle journalEvent, Span root)
    {
        switch (journalEvent)
        {
            case JournalEvent.CycleStarted e:
                EndCycle();
                _cycle = (e.Cycle, root.Child(string.Create(CultureInfo.InvariantCulture, $"cycle {e.Cycle}"), e.At, (Tag.Cycle, e.Cycle), (Tag.Attempt, e.Attempt)));
                break;
            case JournalEvent.CycleReported e:
                (_cycle?.Span ?? root).Set(Tag.Rta, e.Report.RtaSeconds);
                break;
            case JournalEvent.VerdictReached e:
                (_cycle?.Span ?? root).Set(Tag.Verdict, e.Verdict.ToString());
                EndCycle();
                break;
            case JournalEvent.StepStarted e:
                _steps.Add((e.Cycle, e.Step, Parent.Child(e.Step, e.At, (Tag.Cycle, e.Cycle), (Tag.Step, e.Step))));
                break;
            case JournalEvent.StepEnded e:
                EndStep(e);
                break;
            case JournalEvent.GateEvaluated e:
                Parent.Tell(
                    e.Passed ? "safe to burn" : "not safe to burn", e.At,
                    (Tag.Reason, e.Passed ? null : string.Join("; ", e.Rules.Where(r => !r.Passed).Select(r => $"{r.Rule}: {r.Detail}"))));
                break;
            case JournalEvent.MilestoneReached e:
                root.Tell($"milestone {e.Milestone}", e.At);
                break;
            case JournalEvent.Published or JournalEvent.WipeStarted or JournalEvent.CutOff:
                Parent.Tell(journalEvent switch { JournalEvent.Published => "published", JournalEvent.CutOff => "cut off from the repository", _ => "the wipe begins" }, journalEvent.At);
                break;
            case JournalEvent.LayerStarted e:
                _layers[(e.Layer, e.Phase)] = Open(e.Layer, e.Phase, e.At);
                break;
            case JournalEvent.LayerRetried e when _layers.TryGetValue((e.Layer, e.Phase), out OpenLayer? layer):
                layer.Retried(e);
                break;
            case JournalEvent.LayerGateStarted e:
                Gated(e.Layer, e.At).GateStarted(e);
                break;
            case JournalEvent.LayerGateEnded e:
                Gated(e.Layer, e.At.AddSeconds(-e.Seconds)).GateEnded(e);
                break;
            case JournalEvent.LayerEnded e:
                Note(e.State, e.Code, e.Reason);
                if (!_layers.Remove((e.Layer, e.Phase), out OpenLayer? ended))
                {
                    ended = Open(e.Layer, e.Phase, e.At.AddSeconds(-e.Seconds));
                }

                ended.End(e);
                break;
        }
    }

    // A layer that was there before has no start on record; its gates are awaited all the same.
    private OpenLayer Gated(string layer, DateTimeOffset at)
    {
        if (!_layers.TryGetValue((layer, LayerPhase.Up), out OpenLayer? open))
        {
            _layers[(layer, LayerPhase.Up)] = open = Open(layer, LayerPhase.Up, at);
        }

        return open;
    }

    private OpenLayer Open(string layer, LayerPhase phase, DateTimeOffset at)
    {
        string name = phase == LayerPhase.Up ? "up" : "wipe";
        return new OpenLayer(Parent.Child($"{name} {layer}", at, (Tag.Layer, layer), (Tag.Phase, name)), layer);
    }

    private void EndStep(JournalEvent.StepEnded e)
    {
        Note(e.State, e.Code, e.Reason);
        int at = _steps.FindLastIndex(s => s.Cycle == e.Cycle && s.Step == e.Step);
        Span span = at < 0 ? Parent.Child(e.Step, e.At.AddSeconds(-e.Seconds), (Tag.Cycle, e.Cycle), (Tag.Step, e.Step)) : _steps[at].Span;
        if (at >= 0)
        {
            _steps.RemoveAt(at);
        }

        span.End(e.State, e.Reason, e.Code, e.Seconds);
    }

    // The first one: what follows it, follows from it.
    private void Note(StepState state, string? code, string? reason)
    {
        if (state is StepState.Failed or StepState.Cancelled)
        {
            _fault ??= (code ?? (state == StepState.Cancelled ? "interrupted" : "unexpected"), reason);
        }
    }
}
