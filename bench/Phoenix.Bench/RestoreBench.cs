using System.Diagnostics;
using System.Globalization;
using Phoenix.Adapters.PgBackRest;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Lab.Local;
using Phoenix.Ports;
using Phoenix.Recovery;

namespace Phoenix.Bench;

/// <summary>
/// From an empty volume to accepting writes: Phoenix's database step, and pgBackRest's restore and PostgreSQL's start as PGO runs them, on the
/// same repository, in turns.
/// </summary>
internal sealed class RestoreBench(BenchOptions options)
{
    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        using LabSession lab = await LabSession.OpenAsync(new LabOptions { State = folder.Of("state") }, null, new NoObserver(), TimeProvider.System, CancellationToken.None);
        try
        {
            Console.Error.WriteLine($"restore: filling {options.Megabytes} MB and {options.Segments} segments");
            RestoreRequest request = await RestoreLab.FillAsync(lab.Stack, options.Megabytes, options.Segments);
            List<double> phoenix = [], stock = [], stockRestore = [];
            HashSet<long> content = [];
            for (int i = 0; i < Math.Max(2, options.Rounds); i++)
            {
                phoenix.Add(await TimedAsync(lab.Stack, content, () => lab.Stack.Database.RestoreAsync(request, CancellationToken.None)));
                double restored = 0;
                stock.Add(await TimedAsync(lab.Stack, content, async () => restored = await StockAsync(lab.Stack.Site)));
                stockRestore.Add(restored);
            }

            return content.Count == 1 ? Result(phoenix, stock, stockRestore) : throw new InvalidOperationException("the two ways did not restore the same content");
        }
        finally
        {
            await lab.DeleteAsync(CancellationToken.None);
        }
    }

    private BenchResult Result(List<double> phoenix, List<double> stock, List<double> stockRestore) => new(
        BenchOptions.Restore,
        string.Create(CultureInfo.InvariantCulture, $"{options.Megabytes} MB and {options.Segments} WAL segments, from an empty volume to accepting writes: Phoenix over stock pgBackRest"),
        [
            new("Phoenix / stock, medians", Median.Of(phoenix) / Median.Of(stock), "x", 1),
            new("factor: stock / Phoenix", Median.Of(stock) / Median.Of(phoenix), "x"),
            new("Phoenix, median", Median.Of(phoenix), "s"),
            new("stock (process-max 1, synchronous archive-get), median", Median.Of(stock), "s"),
            new("of that, pgbackrest restore, median", Median.Of(stockRestore), "s"),
            .. phoenix.Select((s, i) => new Figure(string.Create(CultureInfo.InvariantCulture, $"Phoenix, round {i + 1}"), s, "s")),
            .. stock.Select((s, i) => new Figure(string.Create(CultureInfo.InvariantCulture, $"stock, round {i + 1}"), s, "s")),
        ]);

    private static async Task<double> TimedAsync(LabStack stack, HashSet<long> content, Func<Task> restore)
    {
        // What a wipe takes away with the node: nothing that one way fetched may serve the other.
        await stack.LabDatabase.DestroyAsync(CancellationToken.None);
        string spool = Path.Combine(stack.Site.StackOptions.WorkDirectory, "spool");
        foreach (string left in Directory.EnumerateDirectories(spool))
        {
            Directory.Delete(left, recursive: true);
        }

        long start = Stopwatch.GetTimestamp();
        await restore();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        content.Add(await Filler.WriteAndCountAsync(stack));
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"restore: {seconds:0.0} s"));
        return seconds;
    }

    private static async Task<double> StockAsync(LabSite site)
    {
        long start = Stopwatch.GetTimestamp();
        string config = Path.Combine(site.Paths.Secrets, "stock");
        PgBackRestOptions stock = site.StackOptions with { ProcessMax = 1, ArchiveAsync = false };
        PgBackRestConfig.Render(site.Credentials.Stack!, stock).Write(config, stock, site.Account);
        Directory.CreateDirectory(site.Paths.DataDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        site.Account?.TakeOver(site.Paths.DataDirectory);
        var tool = new PgBackRestTool(site.Runner, config, site.Record.Stanza, site.Account, site.Credentials.Stack!.Secrets) { Marker = site.ToolMarker };
        await tool.RestoreAsync(new RestoreJob(site.Paths.DataDirectory, RecoveryTarget.Latest, null, RestoreCommand: null), CancellationToken.None);
        double restored = Stopwatch.GetElapsedTime(start).TotalSeconds;

        // Held, or the next round would find another history in the archive.
        File.AppendAllText(Path.Combine(site.Paths.DataDirectory, "postgresql.auto.conf"), "\narchive_command = ''\n");
        var server = new PostgresServer(site.Place, site.Runner, site.Time);
        await server.StartAsync(new Dictionary<string, string> { ["hba_file"] = site.HbaFile }, CancellationToken.None);
        await server.WaitUntilReadyAsync(TimeSpan.FromHours(1), CancellationToken.None);
        return restored;
    }
}
