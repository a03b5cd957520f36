using System.Globalization;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Proof;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Phoenix.Cli.Rendering;

/// <summary>Steps, layers and counters of the cycle under way, redrawn in place.</summary>
internal sealed class LiveDrillView : IDrillView
{
    private static readonly TimeSpan Redraw = TimeSpan.FromMilliseconds(250);

    // A stack may have hundreds of layers; what ended well long ago is only counted.
    private const int MostEnded = 20;

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly Func<LedgerCounters?> _counters;
    private readonly LayerProgress _layers;
    private readonly IAnsiConsole _console;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _drawing;
    private RunState _state = new();
    private string _last = "";

    public LiveDrillView(Terminal terminal, TimeProvider time, Func<LedgerCounters?> counters, LayerProgress layers)
    {
        _time = time;
        _counters = counters;
        _layers = layers;
        _console = terminal.Open();
        _drawing = Task.Run(DrawAsync);
    }

    /// <summary>What ended the drawing early; null for nothing.</summary>
    public Exception? Fault { get; private set; }

    public void On(JournalEvent journalEvent)
    {
        lock (_gate)
        {
            // Events of earlier processes are not told again: a view that starts late has no first event, and needs none.
            _state = _state.With(journalEvent);
            _last = EventLine.Of(journalEvent, _layers) ?? _last;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // May be called again: a command ends the view before it prints the result, and a second time on its way out.
        _ended.TrySetResult();
        await _drawing;
    }

    internal IRenderable Render()
    {
        RunState state;
        string last;
        lock (_gate)
        {
            state = _state;
            last = _last;
        }

        List<IRenderable> rows = [];
        if (!state.Cycles.IsEmpty)
        {
            CycleState cycle = state.Cycles[state.Cycles.Keys.Max()];
            rows.Add(new Text(string.Create(CultureInfo.InvariantCulture, $"cycle {cycle.Cycle}")));
            Grid table = new Grid().AddColumns(3);
            table.Columns[2].RightAligned();
            foreach (StepRecord step in cycle.Steps)
            {
                Row(table, step.Name, step.State, Seconds(step.Seconds ?? Since(step.StartedAt)));
            }

            LayerRecord[] well = [.. cycle.Layers.Where(l => l.State is StepState.Succeeded or StepState.Skipped)];
            HashSet<LayerRecord> left = [.. well.Take(well.Length - MostEnded)];
            if (left.Count > 0)
            {
                table.AddRow(Wording.Cell(string.Create(CultureInfo.InvariantCulture, $"  {left.Count} layers before")), Wording.Cell("Succeeded"), Wording.Cell(""));
            }

            foreach (LayerRecord layer in cycle.Layers.Where(l => !left.Contains(l)))
            {
                Row(table, $"  layer {layer.Name} {(layer.Phase == LayerPhase.Up ? "up" : "wipe")}", layer.State, Against(layer));
            }

            rows.Add(table);
            rows.AddRange(cycle.Layers.Where(l => l.State is null).Select(Doing).OfType<IRenderable>());
        }

        if (_counters() is { } c)
        {
            rows.Add(new Text(
                $"{Wording.Count(c.Attempted)} attempted, {Wording.Count(c.Acknowledged)} acknowledged, {Wording.Count(c.Failed)} failed, {Wording.Count(c.InDoubt)} in doubt"));
        }

        rows.Add(Wording.Cell(last).Ellipsis());
        return new Rows(rows);
    }

    private void Row(Grid table, string name, StepState? state, string time) => table.AddRow(
        Wording.Cell(name),
        Wording.Cell(
            state?.ToString() ?? "running",
            state switch
            {
                StepState.Succeeded => new Style(Color.Green),
                StepState.Failed => new Style(Color.Red),
                null => Style.Plain,
                _ => new Style(Color.Yellow),
            }),
        Wording.Cell(time));

    // How long so far, and how long it took before: "2m10s of ~3m, n=4".
    private string Against(LayerRecord layer)
    {
        string? expected = layer.State is null or StepState.Succeeded ? _layers.Expected(layer.Name, layer.Phase) : null;
        return layer.Seconds is double took
            ? Seconds(took) + (expected is null ? "" : $" ({expected})")
            : expected is null ? Seconds(Since(layer.StartedAt)) : $"{Wording.Span(Since(layer.StartedAt))} of {expected}";
    }

    // What a layer under way does now: the gate that it waits for, or what its tool printed last.
    private Text? Doing(LayerRecord layer)
    {
        string? text = layer.Awaited is string gate ? $"waits for gate '{gate}'" : _layers.LastLine(layer.Name);
        return string.IsNullOrWhiteSpace(text) ? null : Wording.Cell($"  {layer.Name}: {text}").Ellipsis();
    }

    private double Since(DateTimeOffset startedAt) => (_time.GetUtcNow() - startedAt).TotalSeconds;

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s");

    private async Task DrawAsync()
    {
        try
        {
            await _console.Live(Render()).AutoClear(false).Overflow(VerticalOverflow.Crop).Cropping(VerticalOverflowCropping.Top).StartAsync(async live =>
            {
                while (!_ended.Task.IsCompleted)
                {
                    live.UpdateTarget(Render());
                    await Task.WhenAny(_ended.Task, Task.Delay(Redraw, _time));
                }

                live.UpdateTarget(Render());
            });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The terminal went away. The run goes on without its picture: the journal is the record.
            Fault = e;
        }
    }
}
