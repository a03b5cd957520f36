using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Phoenix.Bench;

/// <summary>Proves a ledger of millions of rows, and compares that with the plainest way to read the same table.</summary>
internal sealed class ProofBench(BenchOptions options)
{
    public async Task<BenchResult> RunAsync()
    {
        using WorkFolder folder = new(options.Keep);
        await using BenchServer server = await BenchServer.StartAsync(folder);
        Console.Error.WriteLine($"proof: making {options.Rows} rows");
        ProofCase made = await ProofData.MakeAsync(server, folder, options.Rows);
        await CopyAsync(server); // fills the cache, and sets the hint bits as any first reader does
        List<double> copies = [];
        List<ProofRound> proofs = [];
        for (int i = 0; i < options.Rounds; i++)
        {
            copies.Add(await CopyAsync(server));
            proofs.Add(await ProveAsync(made));
        }

        double copy = Median.Of(copies);
        double proof = Median.Of(proofs.Select(p => p.Seconds));
        ProofRound middle = proofs.OrderBy(p => p.Seconds).ElementAt(proofs.Count / 2);
        return new BenchResult(
            BenchOptions.Proof,
            string.Create(CultureInfo.InvariantCulture, $"the proof of {options.Rows} ledger rows over psql's COPY ledger TO STDOUT, and its peak memory"),
            [
                new("proof / COPY, medians", proof / copy, "x", 3),
                new("peak memory of the proving process, worst round", proofs.Max(p => p.PeakMegabytes), "MB", 300),
                new("rows", options.Rows, ""),
                new("rounds", options.Rounds, ""),
                new("COPY, median", copy, "s"),
                new("proof, median", proof, "s"),
                .. middle.Stages.Select(s => new Figure("median round: " + s.Key, s.Value, "s")),
            ]);
    }

    private static async Task<double> CopyAsync(BenchServer server)
    {
        long start = Stopwatch.GetTimestamp();
        await RunAsync(new ProcessStartInfo(
            server.Place.Program("psql"),
            [
                "-h", server.Place.SocketDirectory, "-p", server.Place.Port.ToString(CultureInfo.InvariantCulture), "-U", "postgres", "-X", "-q", "-d", "phoenix_proof",
                "-o", "/dev/null", "-c", "COPY public.ledger TO STDOUT",
            ]));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<ProofRound> ProveAsync(ProofCase made) => JsonSerializer.Deserialize<ProofRound>(await RunAsync(
        new ProcessStartInfo(Environment.ProcessPath!, [Path.Combine(AppContext.BaseDirectory, "Phoenix.Bench.dll"), ProofChild.Command, JsonSerializer.Serialize(made)])))!;

    private static async Task<string> RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using Process process = Process.Start(start)!;
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{Path.GetFileName(start.FileName)} ended with {process.ExitCode}");
    }
}
