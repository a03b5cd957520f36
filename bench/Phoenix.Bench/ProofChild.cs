using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using Phoenix.Adapters.Files;
using Phoenix.Adapters.PostgreSql;
using Phoenix.Adapters.Processes;
using Phoenix.Proof;
using Phoenix.Proof.Checkers;
using Phoenix.Recovery;

namespace Phoenix.Bench;

/// <summary>The proof of one cycle, as a drill's compare step does it, in a process of its own.</summary>
internal static class ProofChild
{
    public const string Command = "proof-child";

    // The checkers that walk all rows; the others look at a handful of facts.
    private static readonly IChecker[] Checkers = [new LedgerChecker(), new CommitRecordsChecker(), new OrderChecker(), new BalancesChecker()];

    public static async Task<int> RunAsync(string[] args)
    {
        ProofCase proof = JsonSerializer.Deserialize<ProofCase>(args[0])!;
        using RunDirectory run = new StateDirectory(proof.State).OpenRun(proof.Run);
        var store = new ProofStore(new ConnectionSettings(new NpgsqlConnectionStringBuilder { Host = proof.Socket, Port = proof.Port, Username = "postgres", SslMode = SslMode.Disable }));
        var stages = new ProofStages();
        Stopwatch whole = Stopwatch.StartNew();
        Task<CommitLog> reading = new PgWaldump(new ToolRunner(new NoObserver(), TimeProvider.System), proof.BinDirectory)
            .ReadCommitsAsync(proof.WalDirectory, 1, ProofCase.LoadStart, proof.LoadEnd, CancellationToken.None);
        Ledger ledger = stages.Time("ledger files", () => Ledger.Read(run.Run, ProofCase.Cycle, run, ProofCase.Attempt));
        await stages.TimeAsync("rows", () => store.ReadLedgerAsync(row => ledger.Mark(row), CancellationToken.None));
        long byIndex = 0;
        await stages.TimeAsync("count by index", async () => byIndex = await store.CountLedgerByIndexAsync(CancellationToken.None));
        IReadOnlyList<AccountObservation> accounts = [];
        await stages.TimeAsync("accounts", async () => accounts = await store.ReadAccountsAsync(CancellationToken.None));
        CommitLog? commits = null;
        await stages.TimeAsync("commit records, the rest of", async () => commits = await reading);
        History history = History(run.Run, proof, ledger, byIndex, accounts, commits!);
        ExaminationResult? result = null;
        await stages.TimeAsync("checkers", async () => result = await Examination.ExamineAsync(history, Checkers, TimeSpan.FromMinutes(10), TimeProvider.System, CancellationToken.None));
        whole.Stop();
        if (result!.Verdict != Verdict.Proven || ledger.Present != proof.Rows || byIndex != proof.Rows || commits!.Records.Count != proof.Rows)
        {
            Console.Error.WriteLine(string.Join('\n', result.Findings.Select(f => $"{f.Checker}: {f.Verdict}: {f.Detail}")));
            return 1;
        }

        Console.WriteLine(JsonSerializer.Serialize(new ProofRound(whole.Elapsed.TotalSeconds, PeakMegabytes(), stages.Seconds)));
        return 0;
    }

    private static History History(Guid run, ProofCase proof, Ledger ledger, long byIndex, IReadOnlyList<AccountObservation> accounts, CommitLog commits) => new()
    {
        Run = run,
        Cycle = ProofCase.Cycle,
        WipeAt = WipeMode.Quiesced,
        Target = RecoveryTarget.Latest,
        Objectives = Objectives.None,
        Load = new LoadRequirement(ProofCase.Writers, 100, TimeSpan.FromSeconds(2)),
        Ledger = ledger,
        LedgerRowsByIndex = byIndex,
        Witness = new Witness(run, ProofCase.Cycle, 1, 1, proof.LoadEnd, proof.LoadEnd, "", "", [], ledger.Acknowledged, ledger.LedgerSha256, DateTimeOffset.UtcNow),
        ReplayedLsn = proof.LoadEnd,
        Commits = commits,
        Accounts = accounts,
        InitialBalance = ProofCase.InitialBalance,
        AccountCount = ProofCase.Accounts,
    };

    /// <summary>The most that this process ever had resident, in MiB.</summary>
    public static double PeakMegabytes() =>
        double.Parse(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
}
