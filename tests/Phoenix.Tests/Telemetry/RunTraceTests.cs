using System.Diagnostics;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Telemetry;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.Tests.Telemetry;

public sealed class RunTraceTests : IDisposable
{
    private readonly SpanLog _spans = new();
    private DateTimeOffset _now = Runs.Begin;

    public void Dispose() => _spans.Dispose();

    [Fact]
    public void A_drill_is_a_trace_of_cycles_steps_and_layers_with_the_journals_times()
    {
        Tell([.. Runs.Proven(2)]);

        Activity root = _spans["phoenix drill"];
        Assert.Equal(_spans.Run.ToString("N"), root.TraceId.ToHexString());
        Assert.Equal(default, root.ParentSpanId);
        Assert.Equal((Runs.Begin.UtcDateTime, TimeSpan.FromSeconds(34.2)), (root.StartTimeUtc, root.Duration));
        Assert.Equal((0, "Proven", ActivityStatusCode.Unset), (root.GetTagItem("phoenix.exit_code"), root.GetTagItem("phoenix.verdict"), root.Status));
        Assert.Equal(["cycle 1", "cycle 2"], _spans.Ended.Where(s => s.ParentSpanId == root.SpanId).Select(s => s.OperationName));
        Activity cycle = _spans["cycle 2"];
        Assert.Equal(12.3456789, cycle.GetTagItem("phoenix.rta_seconds"));
        Assert.Equal(["backup", "up database", "wipe database"], _spans.Ended.Where(s => s.ParentSpanId == cycle.SpanId).Select(s => s.OperationName).Order());
        Assert.All(_spans.Ended.Where(s => s.OperationName == "up database"), s => Assert.Equal(TimeSpan.FromSeconds(6.25), s.Duration));
    }

    [Fact]
    public void A_layer_holds_its_attempts_and_gates()
    {
        Tell(
            Started, new JournalEvent.StepStarted(1, "create"), After(1, new JournalEvent.LayerStarted(1, "base", LayerPhase.Up)),
            After(2, new JournalEvent.LayerRetried(1, "base", LayerPhase.Up, 1, "busy") { Code = "tool-failed" }),
            After(3, new JournalEvent.LayerGateStarted(1, "base", "tcp 1")),
            After(4, new JournalEvent.LayerGateEnded(1, "base", "tcp 1", StepState.Succeeded, null, 4)),
            new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Succeeded, null, 9), new JournalEvent.StepEnded(1, "create", StepState.Succeeded, null, 10), Ended(0));

        Assert.Equal("phoenix drill / create / up base / gate tcp 1", _spans.Path("gate tcp 1"));
        Assert.Equal("phoenix drill / create / up base / attempt 2", _spans.Path("attempt 2"));
        Assert.Equal((ActivityStatusCode.Error, "tool-failed", 2d), (_spans["attempt 1"].Status, _spans["attempt 1"].GetTagItem("error.type"), _spans["attempt 1"].Duration.TotalSeconds));
        Assert.Equal((ActivityStatusCode.Unset, 3d), (_spans["attempt 2"].Status, _spans["attempt 2"].Duration.TotalSeconds));
        Assert.Equal((4d, 9d), (_spans["gate tcp 1"].Duration.TotalSeconds, _spans["up base"].Duration.TotalSeconds));
        Assert.Equal(ActivityStatusCode.Unset, _spans["phoenix drill"].Status);
    }

    [Fact]
    public void What_failed_is_an_error_with_its_code_and_so_is_the_run()
    {
        Tell(
            Started, new JournalEvent.LayerStarted(1, "base", LayerPhase.Up),
            After(1, new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Failed, "it is broken", 1) { Code = "layer-failed" }),
            new JournalEvent.LayerEnded(1, "top", LayerPhase.Up, StepState.Blocked, "needs base", 0), Ended(5));

        foreach (string name in (string[])["up base", "phoenix drill"])
        {
            Assert.Equal((ActivityStatusCode.Error, "layer-failed", "it is broken"), (_spans[name].Status, _spans[name].GetTagItem("error.type"), _spans[name].StatusDescription));
        }

        Assert.Equal((ActivityStatusCode.Unset, "Blocked"), (_spans["up top"].Status, _spans["up top"].GetTagItem("phoenix.state")));
        Assert.Equal(5, _spans["phoenix drill"].GetTagItem("phoenix.exit_code"));
    }

    [Fact]
    public void A_run_that_did_not_end_is_no_success_and_a_resumed_one_goes_on_with_its_trace()
    {
        Tell(Started, new JournalEvent.CycleStarted(1, 1), new JournalEvent.StepStarted(1, "create"), new JournalEvent.LayerStarted(1, "base", LayerPhase.Up), new JournalEvent.LayerGateStarted(1, "base", "g"));

        Assert.All((string[])["up base", "phoenix drill"], n => Assert.Equal((ActivityStatusCode.Error, "interrupted"), (_spans[n].Status, _spans[n].GetTagItem("error.type"))));
        Assert.Equal("phoenix drill / cycle 1 / create / up base / gate g", _spans.Path("gate g"));

        Tell(new JournalEvent.RunResumed(), Ended(0));
        Activity resumed = _spans.Ended[^1];
        Assert.Equal((true, _spans.Run.ToString("N")), (resumed.GetTagItem("phoenix.run.resumed"), resumed.TraceId.ToHexString()));
    }

    [Fact]
    public void A_layer_that_was_there_before_has_its_gates_in_it()
    {
        Tell(
            Started, new JournalEvent.LayerGateStarted(1, "base", "g"), After(2, new JournalEvent.LayerGateEnded(1, "base", "g", StepState.Succeeded, null, 2)),
            new JournalEvent.LayerEnded(1, "base", LayerPhase.Up, StepState.Skipped, "it is there", 2), Ended(0));

        Assert.Equal("phoenix drill / up base / gate g", _spans.Path("gate g"));
        Assert.Equal("Skipped", _spans["up base"].GetTagItem("phoenix.state"));
    }

    [Fact]
    public void No_span_is_the_current_activity_so_no_request_carries_it_elsewhere()
    {
        using RunTrace trace = new(_spans.Run, "lab", "drill");
        using Activity mine = new Activity("mine").Start();
        trace.On(Started with { At = _now });
        Assert.Same(mine, Activity.Current);
        trace.On(new JournalEvent.LayerStarted(1, "base", LayerPhase.Up) { At = _now });
        trace.On(Ended(0) with { At = _now });
        Assert.Same(mine, Activity.Current);
    }

    private static JournalEvent.RunStarted Started => Runs.Started(new Dictionary<string, string>());

    private static JournalEvent.RunEnded Ended(int exitCode) => new(null, exitCode);

    private JournalEvent After(double seconds, JournalEvent e)
    {
        _now = _now.AddSeconds(seconds);
        return e with { At = _now };
    }

    private void Tell(params JournalEvent[] events)
    {
        using RunTrace trace = new(_spans.Run, "lab", "drill");
        DateTimeOffset last = Runs.Begin;
        foreach (JournalEvent e in events)
        {
            last = e.At == default ? last : e.At;
            trace.On(e with { At = last });
        }
    }
}
