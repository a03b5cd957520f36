using System.Diagnostics.Metrics;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Telemetry;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Telemetry;

public sealed class RunMetricsTests
{
    private readonly string _stack = Guid.NewGuid().ToString();
    private readonly List<string> _measured = [];

    [Fact]
    public void Times_retries_and_what_a_cycle_showed_are_measured_once()
    {
        using MeterListener listener = Listen();
        RunMetrics metrics = new(_stack, "drill");
        foreach (JournalEvent e in (JournalEvent[])
        [
            .. Runs.Proven(1).SkipLast(1), new JournalEvent.LayerRetried(1, "base", LayerPhase.Up, 1, "busy"), new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Failed, "x", 2),
            new JournalEvent.LayerEnded(1, "top", LayerPhase.Up, StepState.Blocked, "needs base", 0), new JournalEvent.LayerEnded(1, "old", LayerPhase.Up, StepState.Skipped, "it is there", 0),
            Runs.Proven(1).Last(),
        ])
        {
            metrics.On(e);
        }

        Assert.Equal(
            [
                "phoenix.layer.duration database wipe Succeeded 0.5", "phoenix.layer.duration database up Succeeded 6.25", "phoenix.drill.rta 12.3456789", "phoenix.drill.rpa 0",
                "phoenix.layer.retries base up 1", "phoenix.layer.duration base up Failed 2", "phoenix.run.duration drill 0 Proven 34.2",
            ],
            _measured);
    }

    private MeterListener Listen()
    {
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == PhoenixTelemetry.Name)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Note(i, FormattableString.Invariant($"{value}"), tags));
        listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Note(i, FormattableString.Invariant($"{value}"), tags));
        listener.Start();
        return listener;
    }

    private void Note(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags[0] is { Key: "phoenix.stack", Value: string stack } && stack == _stack)
        {
            _measured.Add(string.Join(' ', [instrument.Name, .. tags[1..].ToArray().Select(t => $"{t.Value}"), value]));
        }
    }
}
