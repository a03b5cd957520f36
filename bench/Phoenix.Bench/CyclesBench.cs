using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Journal;

namespace Phoenix.Bench;

/// <summary>Many cycles in one run, as a process: whether they stay as fast and as small as the first; and what pruning leaves of many runs.</summary>
internal sealed class CyclesBench(BenchOptions options)
{
    private const int Kept = 2;
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        List<Figure> cycles = await WithLabAsync(folder.Of("cycles"), CyclesAsync);
        List<Figure> retention = await WithLabAsync(folder.Of("retention"), RetentionAsync);
        return new BenchResult(
            BenchOptions.Cycles,
            string.Create(CultureInfo.InvariantCulture, $"one run of {options.CycleCount} cycles of a small database, load and archive waits taken off; and the state directory after --prune --keep {Kept}"),
            [.. cycles.Concat(retention).OrderBy(f => f.Limit is null)]);
    }

    private async Task<List<Figure>> WithLabAsync(string state, Func<string, Task<List<Figure>>> measure)
    {
        try
        {
            return await measure(state);
        }
        finally
        {
            await _phoenix.RunAsync(["lab", "down", "--delete", "--state", state]);
        }
    }

    private async Task<List<Figure>> CyclesAsync(string state)
    {
        MemoryWatch memory = new();
        await _phoenix.RunAsync(["drill", "--cycles", Number(options.CycleCount), "--load-seconds", "1", "--state", state], memory.FollowAsync);
        CycleSeries series;
        using (RunDirectory run = new StateDirectory(state).OpenRun(null))
        {
            using Stream journal = run.ReadJournal();
            series = new CycleSeries(RunJournal.Read(journal).Events, Path.Combine(state, "labs", "lab", "logs", "postgresql.log"), memory.Samples);
        }

        double whole = RunsMegabytes(state);
        double lab = Megabytes(Path.Combine(state, "labs"));
        await PruneAsync(state, 0);
        return
        [
            .. series.Ratios(),
            new Figure("peak memory of the drill", memory.PeakMegabytes, "MiB"),
            new Figure("cycles", series.Count, ""),
            .. series.Ends(),
            new Figure("the run's folder", whole, "MB"),
            new Figure("the run's folder, pruned", RunsMegabytes(state), "MB"),
            new Figure("the lab's own data, repository included", lab, "MB"),
        ];
    }

    // The same number of runs is kept both times, so all that grows is what stays of those that were pruned.
    private async Task<List<Figure>> RetentionAsync(string state)
    {
        await RunsAsync(state);
        await PruneAsync(state, Kept);
        double once = RunsMegabytes(state);
        await RunsAsync(state);
        double before = RunsMegabytes(state);
        await PruneAsync(state, Kept);
        double twice = RunsMegabytes(state);
        return
        [
            new($"runs/ pruned to {Kept} runs: after {2 * Kept} / after {Kept}", twice / once, "x", 1.1),
            new($"runs/ after {Kept} runs, pruned to {Kept}", once, "MB"),
            new($"runs/ after {2 * Kept} runs, before pruning", before, "MB"),
            new($"runs/ after {2 * Kept} runs, pruned to {Kept}", twice, "MB"),
        ];
    }

    private async Task RunsAsync(string state)
    {
        for (int i = 0; i < Kept; i++)
        {
            await _phoenix.RunAsync(["drill", "--load-seconds", "1", "--state", state]);
        }
    }

    private Task PruneAsync(string state, int keep) => _phoenix.RunAsync(["history", "--prune", "--keep", Number(keep), "--state", state]);

    private static double RunsMegabytes(string state) => Megabytes(Path.Combine(state, "runs"));

    private static double Megabytes(string folder)
    {
        EnumerationOptions all = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };
        return new DirectoryInfo(folder).EnumerateFiles("*", all).Sum(f => f.Length) / 1e6;
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
