using System.Diagnostics;
using System.Globalization;
using System.Text;
using Phoenix.Diagnosis;

namespace Phoenix.Bench;

/// <summary>
/// What <c>phoenix explain</c> takes for a long log, as a process, and whether its memory grows with the log. Beside it stands grep with a smaller task: it counts the lines
/// in which one of the catalogue's literals stands (<c>grep -c -F</c>), which is what explain does before it tries an expression; with all expressions (<c>-E</c>) grep takes
/// many minutes. The two are measured in turn, in each round; the first reading of the file is thrown away, so that both find it in memory.
/// </summary>
internal sealed class ExplainBench(BenchOptions options)
{
    private const int Megabytes = 100;
    private const int FewMegabytes = 10;
    private const double SecondsAllowed = 5;
    private const double GrowthAllowed = 1.5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestGrep = TimeSpan.FromMinutes(1);
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        List<Figure> figures = [];
        foreach ((string name, int everyKnown, int everyUnknown) in ((string, int, int)[])[("log", 100, 1000), ("log of errors", 2, 3)])
        {
            string log = folder.Of(name.Replace(' ', '-'));
            Write(log, everyKnown, everyUnknown, Megabytes);
            string shortLog = log + "-short";
            Write(shortLog, everyKnown, everyUnknown, FewMegabytes);
            figures.AddRange(await MeasureAsync(folder, name, log, shortLog));
        }

        return new BenchResult(
            BenchOptions.Explain,
            $"wall time of phoenix explain on {Megabytes} MB, its start included; peak memory beside that on {FewMegabytes} MB; grep -c -F counts lines with one of the catalogue's {Literals().Length} literals and tries no expression; a log has a known error in 1 of 100 lines and an unknown one in 1 of 1000, a log of errors in 1 of 2 and 1 of 3",
            [.. figures.OrderBy(f => f.Limit is null)]);
    }

    private async Task<List<Figure>> MeasureAsync(WorkFolder folder, string name, string log, string shortLog)
    {
        string literals = folder.Of("literals");
        await File.WriteAllLinesAsync(literals, Literals());
        _ = await File.ReadAllBytesAsync(log);
        List<double> walls = [];
        List<double> greps = [];
        double peak = 0;
        double shortPeak = 0;
        for (int i = 0; i < options.Rounds; i++)
        {
            (double wall, double megabytes) = await ExplainAsync(log);
            walls.Add(wall);
            peak = Math.Max(peak, megabytes);
            shortPeak = Math.Max(shortPeak, (await ExplainAsync(shortLog)).Peak);
            greps.Add(await GrepAsync(literals, log));
        }

        double median = Median.Of(walls);
        return
        [
            new($"{name}: wall, median", median, "s", SecondsAllowed),
            new($"{name}: peak memory, {Megabytes} MB", peak, "MiB", 200),
            new($"{name}: peak memory, {Megabytes} MB / {FewMegabytes} MB", peak / shortPeak, "x", GrowthAllowed),
            new($"{name}: peak memory, {FewMegabytes} MB", shortPeak, "MiB"),
            new($"{name}: wall / grep -c -F with the literals, median", median / Median.Of(greps), "x"),
            new($"{name}: grep -c -F, median", Median.Of(greps), "s"),
            new($"{name}: speed", Megabytes / median, "MB/s"),
        ];
    }

    private async Task<(double Seconds, double Peak)> ExplainAsync(string log)
    {
        MemoryWatch memory = new() { Every = Look };
        long start = TimeProvider.System.GetTimestamp();
        await _phoenix.RunAsync(["explain", log], memory.FollowAsync, expected: 1);
        return (TimeProvider.System.GetElapsedTime(start).TotalSeconds, memory.PeakMegabytes);
    }

    private static string[] Literals() => [.. FailureCatalogue.Shipped.All.SelectMany(f => f.Literals).Distinct()];

    private static async Task<double> GrepAsync(string literals, string log)
    {
        ProcessStartInfo start = new("grep", ["-c", "-F", "-f", literals, log]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        long began = TimeProvider.System.GetTimestamp();
        using Process grep = Process.Start(start)!;
        using CancellationTokenSource bound = new(LongestGrep);
        try
        {
            string count = await grep.StandardOutput.ReadToEndAsync(bound.Token);
            await grep.WaitForExitAsync(bound.Token);
            return grep.ExitCode == 0 && int.Parse(count, CultureInfo.InvariantCulture) > 0
                ? TimeProvider.System.GetElapsedTime(began).TotalSeconds
                : throw new InvalidOperationException($"grep ended with {grep.ExitCode} and found {count}");
        }
        catch (OperationCanceledException)
        {
            grep.Kill();
            throw new InvalidOperationException($"grep did not end within {LongestGrep.TotalSeconds:0} s");
        }
    }

    private static void Write(string path, int everyKnown, int everyUnknown, int megabytes)
    {
        string[] known = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.Matches)];
        string[] healthy = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.MustNotMatch)];
        Random random = new(7);
        using FileStream file = new(path, FileMode.Create);
        for (int i = 0; file.Position < megabytes * 1_000_000L; i++)
        {
            string text = i % everyKnown == 0 ? known[random.Next(known.Length)]
                : i % everyUnknown == 0 ? string.Create(CultureInfo.InvariantCulture, $"ERROR:  relation \"t{i}\" does not exist at character {i % 97}")
                : healthy[random.Next(healthy.Length)];
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"2026-02-10 14:54:{i % 60:00}.{i % 1000:000} UTC [{1000 + (i % 9000)}] {text}\n")));
        }
    }
}
