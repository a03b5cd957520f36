using System.Diagnostics;
using System.Globalization;
using System.Text;
using Phoenix.Diagnosis;

namespace Phoenix.Bench;

/// <summary>
/// What <c>phoenix explain</c> takes for a long log, as a process, beside grep with the same expressions, which says only which lines match. The two are measured
/// in turn, in each round; the first reading of the file is thrown away, so that both find it in memory.
/// </summary>
internal sealed class ExplainBench(BenchOptions options)
{
    private const int Megabytes = 100;
    private const double SecondsAllowed = 5;
    private readonly PublishedPhoenix _phoenix = new(options.App);

    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        List<Figure> figures = [];
        foreach ((string name, int everyKnown, int everyUnknown) in ((string, int, int)[])[("log", 100, 1000), ("log of errors", 2, 3)])
        {
            string log = folder.Of(name.Replace(' ', '-'));
            Write(log, everyKnown, everyUnknown);
            figures.AddRange(await MeasureAsync(folder, name, log));
        }

        return new BenchResult(
            BenchOptions.Explain,
            $"wall time of phoenix explain on {Megabytes} MB, its start included; a log has a known error in 1 of 100 lines and an unknown one in 1 of 1000, a log of errors in 1 of 2 and 1 of 3",
            [.. figures.OrderBy(f => f.Limit is null)]);
    }

    private async Task<List<Figure>> MeasureAsync(WorkFolder folder, string name, string log)
    {
        string patterns = folder.Of("patterns");
        await File.WriteAllLinesAsync(patterns, FailureCatalogue.Shipped.All.Select(f => PosixPattern.Of(f.Pattern)));
        _ = await File.ReadAllBytesAsync(log);
        List<double> walls = [];
        List<double> greps = [];
        double peak = 0;
        for (int i = 0; i < options.Rounds; i++)
        {
            MemoryWatch memory = new();
            long start = TimeProvider.System.GetTimestamp();
            await _phoenix.RunAsync(["explain", log], memory.FollowAsync, expected: 1);
            walls.Add(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
            peak = Math.Max(peak, memory.PeakMegabytes);
            greps.Add(await GrepAsync(patterns, log));
        }

        double wall = Median.Of(walls);
        return
        [
            new($"{name}: wall, median", wall, "s", SecondsAllowed),
            new($"{name}: peak memory", peak, "MiB", 200),
            new($"{name}: wall / grep -E with all expressions, median", wall / Median.Of(greps), "x"),
            new($"{name}: grep -E, median", Median.Of(greps), "s"),
            new($"{name}: speed", Megabytes / wall, "MB/s"),
        ];
    }

    private static async Task<double> GrepAsync(string patterns, string log)
    {
        ProcessStartInfo start = new("grep", ["-c", "-E", "-f", patterns, log]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C";
        long began = TimeProvider.System.GetTimestamp();
        using Process grep = Process.Start(start)!;
        string count = await grep.StandardOutput.ReadToEndAsync();
        await grep.WaitForExitAsync();
        return grep.ExitCode == 0 && int.Parse(count, CultureInfo.InvariantCulture) > 0
            ? TimeProvider.System.GetElapsedTime(began).TotalSeconds
            : throw new InvalidOperationException($"grep ended with {grep.ExitCode} and found {count}");
    }

    private static void Write(string path, int everyKnown, int everyUnknown)
    {
        string[] known = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.Matches)];
        string[] healthy = [.. FailureCatalogue.Shipped.All.SelectMany(f => f.MustNotMatch)];
        Random random = new(7);
        using FileStream file = new(path, FileMode.Create);
        for (int i = 0; file.Position < Megabytes * 1_000_000L; i++)
        {
            string text = i % everyKnown == 0 ? known[random.Next(known.Length)]
                : i % everyUnknown == 0 ? string.Create(CultureInfo.InvariantCulture, $"ERROR:  relation \"t{i}\" does not exist at character {i % 97}")
                : healthy[random.Next(healthy.Length)];
            file.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"2026-02-10 14:54:{i % 60:00}.{i % 1000:000} UTC [{1000 + (i % 9000)}] {text}\n")));
        }
    }
}
