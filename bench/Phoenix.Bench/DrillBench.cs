using System.Globalization;
using Phoenix.Adapters.Files;
using Phoenix.Execution;
using Phoenix.Journal;
using Phoenix.Lab.Local;
using Phoenix.Stacks;

namespace Phoenix.Bench;

/// <summary>Runs warm drills as processes and compares each one's wall time with the critical path of its tools.</summary>
internal sealed class DrillBench(BenchOptions options)
{
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        string state = folder.Of("state");
        try
        {
            await _phoenix.RunAsync(["drill", "--state", state, "--load-seconds", "1"]);
            List<CriticalPath> empty = await RoundsAsync(state);
            Console.Error.WriteLine($"drill: filling {options.Megabytes} MB");
            using (LabSession lab = await LabSession.OpenAsync(new LabOptions { State = state }, null, new NoObserver(), TimeProvider.System, CancellationToken.None))
            {
                await Filler.FillAsync(lab.Stack, options.Megabytes);

                // What the filling wrote is no part of a drill: its backup would wait for that WAL, longer than pgBackRest does.
                await new Waiting(TimeProvider.System).ForAsync(
                    new Gate("the filling's WAL in the archive", TimeSpan.FromMinutes(30), async token =>
                        (await lab.Stack.Database.ReadArchiverAsync(token)).Ready is var ready and > 0 ? $"{ready} files wait to be archived" : null),
                    CancellationToken.None);
            }

            return new BenchResult(
                BenchOptions.Drill,
                "wall time of a warm drill over the critical path of its tools; load and archive waits taken off both",
                [.. Figures(string.Create(CultureInfo.InvariantCulture, $"{options.Megabytes} MB"), await RoundsAsync(state), 1.15), .. Figures("empty lab", empty, limit: null)]);
        }
        finally
        {
            await _phoenix.RunAsync(["lab", "down", "--delete", "--state", state]);
        }
    }

    // Phoenix's own part hardly grows with the database, so an empty lab shows it largest; no limit is set for a database that holds nothing.
    private static IEnumerable<Figure> Figures(string size, List<CriticalPath> rounds, double? limit)
    {
        CriticalPath[] sorted = [.. rounds.OrderBy(r => r.WallSeconds / r.ToolSeconds)];
        CriticalPath middle = sorted[sorted.Length / 2];
        return
        [
            new($"{size}: wall / tools, median", middle.WallSeconds / middle.ToolSeconds, "x", limit),
            new($"{size}: wall / tools, best", sorted[0].WallSeconds / sorted[0].ToolSeconds, "x"),
            new($"{size}: wall / tools, worst", sorted[^1].WallSeconds / sorted[^1].ToolSeconds, "x"),
            new($"{size}: rounds", rounds.Count, ""),
            new($"{size}, median round: wall without waits", middle.WallSeconds, "s"),
            new($"{size}, median round: tools", middle.ToolSeconds, "s"),
            new($"{size}, median round: waits (load, archive)", middle.WaitSeconds, "s"),
            .. middle.OwnByStep().Where(s => s.Own >= 0.02).Select(s => new Figure($"{size}, median round: Phoenix's own time, {s.Step}", s.Own, "s")),
        ];
    }

    private async Task<List<CriticalPath>> RoundsAsync(string state)
    {
        List<CriticalPath> rounds = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            rounds.Add(await OneAsync(state));
        }

        return rounds;
    }

    private async Task<CriticalPath> OneAsync(string state)
    {
        DateTimeOffset from = DateTimeOffset.UtcNow;
        await _phoenix.RunAsync(["drill", "--state", state, "--load-seconds", options.LoadSeconds.ToString(CultureInfo.InvariantCulture)]);
        DateTimeOffset to = DateTimeOffset.UtcNow;
        using RunDirectory run = new StateDirectory(state).OpenRun(null);
        using Stream journal = run.ReadJournal();
        return new CriticalPath(new Interval(from, to), RunJournal.Read(journal).Events, Path.Combine(state, "labs", "lab", "logs", "postgresql.log"));
    }
}
