using System.Globalization;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Telemetry;

/// <summary>A layer under way, with its attempts and gates. A layer that needs one attempt has no span for it: the attempt would be the layer.</summary>
/// <param name="span">Its span.</param>
/// <param name="layer">Its name.</param>
internal sealed class OpenLayer(Span span, string layer)
{
    private readonly Dictionary<string, Span> _gates = [];
    private DateTimeOffset? _attemptAt;
    private int _attempt;

    /// <summary>An attempt failed. The pause before it is part of the next one.</summary>
    public void Retried(JournalEvent.LayerRetried e)
    {
        EndAttempt(e.At, e.Attempt, StepState.Failed, e.Reason, e.Code);
        _attemptAt = e.At;
        _attempt = e.Attempt + 1;
    }

    /// <summary>A gate is awaited.</summary>
    public void GateStarted(JournalEvent.LayerGateStarted e)
    {
        EndLastAttempt(e.At, StepState.Succeeded, null, null);
        _gates[e.Gate] = Gate(e.Gate, e.At);
    }

    /// <summary>A gate holds, or is no longer awaited.</summary>
    public void GateEnded(JournalEvent.LayerGateEnded e)
    {
        if (!_gates.Remove(e.Gate, out Span? gate))
        {
            gate = Gate(e.Gate, e.At.AddSeconds(-e.Seconds));
        }

        gate.End(e.State, e.Reason, e.Code, e.Seconds);
    }

    /// <summary>The layer ended.</summary>
    public void End(JournalEvent.LayerEnded e)
    {
        EndLastAttempt(span.StartedAt.AddSeconds(e.Seconds), e.State, e.Reason, e.Code);
        span.End(e.State, e.Reason, e.Code, e.Seconds);
    }

    /// <summary>Nothing is known of its end.</summary>
    public void Close(DateTimeOffset at)
    {
        foreach (Span gate in _gates.Values)
        {
            gate.End(at);
        }

        span.Fail("interrupted", "its end is not on record");
        span.End(at);
    }

    private Span Gate(string name, DateTimeOffset at) => span.Child($"gate {name}", at, (Tag.Layer, layer), (Tag.Gate, name));

    private void EndLastAttempt(DateTimeOffset at, StepState state, string? reason, string? code)
    {
        if (_attemptAt is not null)
        {
            EndAttempt(at, _attempt, state, reason, code);
            _attemptAt = null;
        }
    }

    private void EndAttempt(DateTimeOffset at, int attempt, StepState state, string? reason, string? code)
    {
        DateTimeOffset from = _attemptAt ?? span.StartedAt;
        span.Child(string.Create(CultureInfo.InvariantCulture, $"attempt {attempt}"), from, (Tag.Layer, layer), (Tag.Attempt, attempt))
            .End(state, reason, code, (at - from).TotalSeconds);
    }
}
