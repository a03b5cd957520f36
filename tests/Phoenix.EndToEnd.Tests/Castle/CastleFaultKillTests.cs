using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Kubernetes.Cluster;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>Phoenix killed (SIGKILL) in each phase of a create, of a wipe and of a drill: going on ends with the data, and nothing is published before the proof.</summary>
public sealed class CastleFaultKillTests
{
    private const string Clusters = "postgresclusters";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_each_phase_of_a_create_and_a_wipe_it_goes_on_and_the_data_are_there()
    {
        Full.Only("a create and a wipe in a simulated cluster that are killed in each phase");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token, isOwned: true);
        await CreateAsync(castle);
        await WipeAsync(castle);

        SeededCastle.Restored(await castle.RunAsync("create"));
        Assert.Equal("A B C", await SeededCastle.MemoriesAsync(castle));
    }

    [Fact]
    public async Task A_killed_drill_goes_on_to_its_verdict()
    {
        Full.Only("a drill in a simulated cluster that is killed in each phase");
        await using CastleBench castle = await CastleBench.StartAsync(Token);
        SeededCastle.Done(await castle.RunAsync("create", "--initdb"));
        CastleVictim victim = new(castle, "drill", "--confirm", "castle");

        await victim.DiesAsync("it has seeded", () => Task.FromResult(Journal(castle).Contains("\"sentinelWritten\"", StringComparison.Ordinal)));
        await victim.DiesAgainAsync("its gate has passed", () => Task.FromResult(Journal(castle).Contains("\"witnessRecorded\"", StringComparison.Ordinal)));
        await victim.DiesAgainAsync("its wipe is under way", async () => Journal(castle).Contains("\"wipeStarted\"", StringComparison.Ordinal) && await castle.View.ClusterAsync() is not { IsDeleting: false });
        await victim.DiesAgainAsync("the standby is held", castle.View.IsHeldAsync);
        await victim.DiesAgainAsync("it is open", async () => await castle.View.ClusterAsync() is not null && !await castle.View.IsHeldAsync());

        PhoenixResult proven = await castle.ResumeAsync("drill", "--confirm", "castle");
        SeededCastle.Done(proven);
        Assert.Contains("Proven", proven.Output, StringComparison.Ordinal);
    }

    private static async Task CreateAsync(CastleBench castle)
    {
        CastleVictim victim = new(castle, "create");
        string[] before = await castle.Backups.RepositoryAsync();

        // Before the object is applied.
        await victim.DiesCallingAsync("apply", Clusters);
        Assert.Null(await castle.View.ClusterAsync());

        // It is applied, and the operator has not begun.
        castle.Operator.Faults.NeverActs = true;
        await victim.DiesAgainAsync("the standby is applied", castle.View.IsHeldAsync);
        string? uid = (await castle.View.ClusterAsync())!.Uid;
        await castle.LetOperatorActAsync();

        // The standby restores. A new create does as well as one that goes on.
        await victim.DiesAsync("a Pod restores", async () => (await castle.View.ListAsync("v1", "Pod")).Count > 0);

        // It replays, and its server is asked.
        await victim.DiesCallingAgainAsync("connect", null);

        // It was compared, and is about to be opened: what it holds is applied once more before.
        await victim.DiesCallingAgainAsync("apply", Clusters, after: 1);
        Assert.Contains("\"published\"", Journal(castle), StringComparison.Ordinal);
        Assert.True(await castle.View.IsHeldAsync());
        Assert.Equal(before, await castle.Backups.RepositoryAsync());

        // It is open, and nobody has said so yet.
        await victim.DiesAgainAsync("it is open", async () => !await castle.View.IsHeldAsync());

        // It is handed back to Flux.
        Assert.True(await IsSuspendedAsync(castle));
        await victim.DiesCallingAgainAsync("patch", "kustomizations");

        SeededCastle.Done(await castle.ResumeAsync("create"));
        Assert.False(await IsSuspendedAsync(castle));
        Assert.Equal(uid, (await castle.View.ClusterAsync())!.Uid);
        await SeededCastle.IsWholeAsync(castle);
    }

    private static async Task WipeAsync(CastleBench castle)
    {
        await castle.View.BackedUpAsync();
        CastleVictim victim = new(castle, "wipe", "--confirm", "castle");

        // In the gate: nothing was touched.
        await victim.DiesCallingAsync("connect", null);
        await SeededCastle.IsWholeAsync(castle);

        // The gate has passed, and nothing is deleted: what is written now no gate has seen.
        await victim.DiesCallingAgainAsync("delete", Clusters);
        await castle.AskAsync("INSERT INTO memories(content) VALUES ('C')");
        PhoenixResult stale = await castle.ResumeAsync("wipe", "--confirm", "castle");
        Assert.True(stale.ExitCode == 3 && stale.Error.Contains("its gate is stale", StringComparison.Ordinal), stale.ToString());

        // The deletion was asked for; then the machines are there, and nothing else.
        await victim.DiesAsync("its object is being deleted", async () => await castle.View.ClusterAsync() is not { IsDeleting: false });
        SeededCastle.Done(await castle.ResumeAsync("wipe", "--confirm", "castle"));
        Assert.Null(await castle.View.ClusterAsync());
        Assert.False(File.Exists(castle.At("up")));
    }

    private static async Task<bool> IsSuspendedAsync(CastleBench castle)
    {
        KubeObject db = (await castle.View.GetAsync("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "flux-system", "db"))!;
        return db.At("spec", "suspend")?.ToString() == "true";
    }

    private static string Journal(CastleBench castle)
    {
        string file = Path.Combine(castle.LastRun, "journal.ndjson");
        return File.Exists(file) ? File.ReadAllText(file) : "";
    }
}
