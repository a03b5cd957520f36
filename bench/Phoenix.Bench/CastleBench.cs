using System.Globalization;
using Npgsql;
using Phoenix.Adapters.Files;
using Phoenix.Castle;
using Phoenix.Journal;

namespace Phoenix.Bench;

/// <summary>
/// The reference castle on doubles (simulated cluster, doubles of the operators with a real PostgreSQL and a real pgBackRest): the wall time of a drill's cycle, as a process, over the sum of its parts, which are done by
/// direct calls in the same run.
/// </summary>
internal sealed class CastleBench(BenchOptions options)
{
    private const double Limit = 1.15;
    private const int PayloadBytes = 1000;
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        const string Definition = "wall time of a drill of the reference castle on doubles, load taken off, over its parts without Phoenix (backup, archive, wipe and create of each layer, by direct calls)";
        if (CastleDefinitions.WhyMissing(CastleCluster.Definitions) is { } missing)
        {
            return new BenchResult(BenchOptions.Castle, $"NOT MEASURED: {missing}", []);
        }

        await using CastleStage stage = await CastleStage.StartAsync(CancellationToken.None);
        CastleByHand hand = new(stage);
        await PhoenixAsync(stage, "create", "--initdb");
        int rows = await FillAsync(stage);
        await hand.FirstBackupAsync();
        List<(double Wall, double Load, IReadOnlyList<(string Step, double Seconds)> Steps)> drills = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            drills.Add(await DrillAsync(stage));
            await hand.FirstBackupAsync();
        }

        // After the drills: Phoenix would refuse a cluster that somebody else raised.
        List<CastleParts> cycles = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            cycles.Add(await hand.CycleAsync());
            await hand.FirstBackupAsync();
        }

        string found = await stage.AskAsync("select count(*)::text from filler", CancellationToken.None) ?? "";
        if (found != rows.ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"the castle came back with {found} of {rows} rows");
        }

        double drill = Median.Of(drills.Select(d => d.Wall - d.Load));
        double sum = Median.Of(cycles.Select(c => c.Sum));
        double path = Median.Of(cycles.Select(c => c.CriticalPath));
        return new BenchResult(
            BenchOptions.Castle,
            Definition,
            [
                new(string.Create(CultureInfo.InvariantCulture, $"{options.Megabytes} MB: drill / sum of its parts, medians"), drill / sum, "x", Limit),
                new("drill / critical path of its parts, medians", drill / path, "x"),
                new("drill without load, median", drill, "s"),
                new("sum of its parts, median", sum, "s"),
                new("critical path of its parts, median", path, "s"),
                new("rounds", options.Rounds, ""),
                .. drills[0].Steps.Select(s => new Figure($"drill, {s.Step}", Median.Of(drills.Select(d => d.Steps.Where(o => o.Step == s.Step).Sum(o => o.Seconds))), "s")),
                .. cycles[0].Parts.Select(p => new Figure($"by hand, {p.Name}", Median.Of(cycles.Select(c => c.Parts.Single(o => o.Name == p.Name).Seconds)), "s")),
            ]);
    }

    private Task PhoenixAsync(CastleStage stage, params string[] arguments) =>
        _phoenix.RunAsync([.. arguments, "--state", stage.State], environment: stage.Environment, folder: stage.Copy);

    private async Task<(double, double, IReadOnlyList<(string, double)>)> DrillAsync(CastleStage stage)
    {
        long start = TimeProvider.System.GetTimestamp();
        try
        {
            await PhoenixAsync(stage, "drill", "--confirm", "castle", "--load-seconds", options.LoadSeconds.ToString(CultureInfo.InvariantCulture));
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidOperationException(e.Message + stage.Words, e);
        }

        double wall = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        using RunDirectory run = new StateDirectory(stage.State).OpenRun(null);
        using Stream journal = run.ReadJournal();
        IReadOnlyList<JournalEvent> events = RunJournal.Read(journal).Events;
        double load = events.OfType<JournalEvent.WaitEnded>().Where(w => w.What == "load").Sum(w => w.Seconds);
        List<(string, double)> steps = [.. events.OfType<JournalEvent.StepEnded>().Select(s => (s.Step, s.Seconds))];
        steps.AddRange(events.OfType<JournalEvent.LayerEnded>().Select(l => ($"{l.Phase} {l.Layer}", l.Seconds)));
        return (wall, load, steps);
    }

    private async Task<int> FillAsync(CastleStage stage)
    {
        int rows = (int)((long)options.Megabytes * 1024 * 1024 / 1170); // with header, index and the page's unused end a row takes about this much
        await using NpgsqlConnection connection = await stage.ConnectAsync("postgres", "CASTLE_DB_ADMIN_PASSWORD", CancellationToken.None);
        await ExecuteAsync(connection, "create table filler (id int primary key, payload bytea not null); alter table filler alter payload set storage external; grant select on filler to castle");
        Random random = new(1);
        byte[] payload = new byte[PayloadBytes];
        await using (NpgsqlBinaryImporter import = await connection.BeginBinaryImportAsync("copy filler from stdin (format binary)"))
        {
            for (int id = 0; id < rows; id++)
            {
                random.NextBytes(payload);
                await import.StartRowAsync();
                await import.WriteAsync(id);
                await import.WriteAsync(payload);
            }

            await import.CompleteAsync();
        }

        await ExecuteAsync(connection, "vacuum analyze filler");

        // What the filling wrote is no part of a drill.
        await using NpgsqlCommand waiting = new("select count(*) from pg_ls_archive_statusdir() where name like '%.ready'", connection);
        while ((long)(await waiting.ExecuteScalarAsync())! > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        return rows;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
