using System.Diagnostics;
using System.Diagnostics.Metrics;
using Phoenix.Execution;
using Phoenix.Journal;

namespace Phoenix.Telemetry;

/// <summary>Counts and times out of the journal of a run, for alerts and trends over many runs.</summary>
/// <param name="stack">Name of the stack.</param>
/// <param name="command">The command: <c>drill</c>, <c>create</c>, <c>wipe</c>.</param>
public sealed class RunMetrics(string stack, string command) : IJournalObserver
{
    // Layers take from parts of a second to hours; the SDK's default is made for milliseconds.
    private static readonly InstrumentAdvice<double> Durations = new() { HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200, 3600, 7200] };

    private static readonly Histogram<double> RunSeconds = PhoenixTelemetry.Meter.CreateHistogram("phoenix.run.duration", "s", "How long runs took", null, Durations);
    private static readonly Histogram<double> LayerSeconds = PhoenixTelemetry.Meter.CreateHistogram("phoenix.layer.duration", "s", "How long layers took to be raised or destroyed, their gates included", null, Durations);
    private static readonly Counter<long> Retries = PhoenixTelemetry.Meter.CreateCounter<long>("phoenix.layer.retries", "{attempt}", "Attempts that failed for a transient reason and were repeated");
    private static readonly Gauge<double> Rta = PhoenixTelemetry.Meter.CreateGauge<double>("phoenix.drill.rta", "s", "RTA of the last cycle: from the wipe's start to the first verified read and write");
    private static readonly Gauge<long> Lost = PhoenixTelemetry.Meter.CreateGauge<long>("phoenix.drill.rpa", "{row}", "RPA of the last cycle: acknowledged rows that were lost");

    private DateTimeOffset? _startedAt;

    /// <inheritdoc/>
    public void On(JournalEvent journalEvent)
    {
        switch (journalEvent)
        {
            case JournalEvent.RunStarted or JournalEvent.RunResumed:
                _startedAt = journalEvent.At;
                break;
            case JournalEvent.LayerEnded { State: StepState.Succeeded or StepState.Failed or StepState.Cancelled } e:
                LayerSeconds.Record(e.Seconds, new TagList { { Tag.Stack, stack }, { Tag.Layer, e.Layer }, { Tag.Phase, e.Phase == LayerPhase.Up ? "up" : "wipe" }, { Tag.State, e.State.ToString() } });
                break;
            case JournalEvent.LayerRetried e:
                Retries.Add(1, new TagList { { Tag.Stack, stack }, { Tag.Layer, e.Layer }, { Tag.Phase, e.Phase == LayerPhase.Up ? "up" : "wipe" } });
                break;
            case JournalEvent.CycleReported { Report: var report }:
                Report(report);
                break;
            case JournalEvent.RunEnded e when _startedAt is DateTimeOffset startedAt:
                RunSeconds.Record((e.At - startedAt).TotalSeconds, new TagList { { Tag.Stack, stack }, { Tag.Command, command }, { Tag.ExitCode, e.ExitCode }, { Tag.Verdict, e.Verdict?.ToString() ?? "none" } });
                break;
        }
    }

    private void Report(CycleReport report)
    {
        if (report.RtaSeconds is double seconds)
        {
            Rta.Record(seconds, new TagList { { Tag.Stack, stack } });
        }

        if (report.Rpa?.Rows is long rows)
        {
            Lost.Record(rows, new TagList { { Tag.Stack, stack } });
        }
    }
}
