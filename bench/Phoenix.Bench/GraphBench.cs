using System.Diagnostics;
using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Journal;

namespace Phoenix.Bench;

/// <summary>
/// What the graph of a stack costs and saves: <c>phoenix create</c>, as a process, against the critical path, against make on the same graph and against one layer
/// after the other. The two of a pair are measured in turn, in each round.
/// </summary>
internal sealed class GraphBench(BenchOptions options)
{
    private const double SecondsALevel = 0.02;
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        return new BenchResult(
            BenchOptions.Graph,
            "wall time of phoenix create, its start included, on graphs of layers that only take time; the journal is fsynced",
            [.. ((List<Figure>)[.. await SleepingAsync(folder), .. await NoOpsAsync(folder), .. await RebirthAsync(folder)]).OrderBy(f => f.Limit is null)]);
    }

    private async Task<List<Figure>> SleepingAsync(WorkFolder folder)
    {
        var graph = GraphCase.Sleeping(levels: 8, width: 6);
        List<double> walls = [];
        List<double> raised = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            (double wall, double raising) = await CreateAsync(folder, graph, i, null);
            walls.Add(wall);
            raised.Add(raising);
        }

        double levels = SecondsALevel * graph.Levels;
        return
        [
            new($"{graph.Name}: (wall - 20 ms a level) / critical path, median", (Median.Of(walls) - levels) / graph.CriticalSeconds, "x", 1.02),
            new($"{graph.Name}: the same from the journal's begin to its end", (Median.Of(raised) - levels) / graph.CriticalSeconds, "x"),
            new($"{graph.Name}: wall, median", Median.Of(walls), "s"),
            new($"{graph.Name}: critical path", graph.CriticalSeconds, "s"),
            new($"{graph.Name}: layers", graph.Layers.Count, ""),
            new($"{graph.Name}: levels", graph.Levels, ""),
        ];
    }

    private async Task<List<Figure>> NoOpsAsync(WorkFolder folder)
    {
        var graph = GraphCase.NoOps(levels: 20, width: 50);
        string makefile = folder.Of("Makefile");
        graph.WriteMakefile(makefile);
        List<double> ratios = [];
        List<double> walls = [];
        List<double> raised = [];
        List<double> makes = [];
        double peak = 0;
        for (int i = 0; i < options.Rounds; i++)
        {
            double make = await TimeAsync("make", ["-f", makefile, string.Create(CultureInfo.InvariantCulture, $"-j{graph.Parallelism}"), "all"]);
            MemoryWatch memory = new();
            (double wall, double raising) = await CreateAsync(folder, graph, i, memory.FollowAsync);
            ratios.Add(wall / make);
            walls.Add(wall);
            raised.Add(raising);
            makes.Add(make);
            peak = Math.Max(peak, memory.PeakMegabytes);
        }

        return
        [
            new($"{graph.Name}: wall / make -j{graph.Parallelism}, median", Median.Of(ratios), "x", 1.5),
            new($"{graph.Name}: peak memory", peak, "MiB", 200_000_000 / 1048576.0),
            new($"{graph.Name}: wall, median", Median.Of(walls), "s"),
            new($"{graph.Name}: of it from the journal's begin to its end, median", Median.Of(raised), "s"),
            new($"{graph.Name}: make, median", Median.Of(makes), "s"),
            new($"{graph.Name}: layers", graph.Layers.Count, ""),
        ];
    }

    private async Task<List<Figure>> RebirthAsync(WorkFolder folder)
    {
        var graph = GraphCase.Rebirth();
        string script = folder.Of("create.sh");
        graph.WriteScript(script);
        List<double> ratios = [];
        List<double> walls = [];
        List<double> sums = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            double sum = await TimeAsync("sh", [script]);
            (double wall, _) = await CreateAsync(folder, graph, i, null);
            ratios.Add(wall / sum);
            walls.Add(wall);
            sums.Add(sum);
        }

        return
        [
            new($"{graph.Name}: wall / one layer after the other, median", Median.Of(ratios), "x"),
            new($"{graph.Name}: saved", 100 * (1 - Median.Of(ratios)), "%"),
            new($"{graph.Name}: wall, median", Median.Of(walls), "s"),
            new($"{graph.Name}: critical path", graph.CriticalSeconds, "s"),
            new($"{graph.Name}: one after the other, median", Median.Of(sums), "s"),
        ];
    }

    // A state directory for each: what earlier rounds left on record is read at the start, and the first round would have none.
    private async Task<(double Wall, double Raising)> CreateAsync(WorkFolder folder, GraphCase graph, int round, Func<Process, Task>? look)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{graph.Name.Split(' ')[0]}-{round}");
        string file = folder.Of(name + ".yaml");
        string state = folder.Of(name);
        graph.WriteStack(file);
        long start = TimeProvider.System.GetTimestamp();
        await _phoenix.RunAsync(["create", "--stack", file, "--state", state], look);
        double wall = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        using RunDirectory run = new StateDirectory(state).OpenRun(null);
        using Stream journal = run.ReadJournal();
        IReadOnlyList<JournalEvent> events = RunJournal.Read(journal).Events;
        return (wall, (events[^1].At - events[0].At).TotalSeconds);
    }

    private static async Task<double> TimeAsync(string program, IReadOnlyList<string> arguments)
    {
        long start = TimeProvider.System.GetTimestamp();
        using Process process = Process.Start(new ProcessStartInfo(program, arguments))!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? TimeProvider.System.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }
}
