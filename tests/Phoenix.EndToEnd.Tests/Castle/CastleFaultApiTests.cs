using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.KubeSim;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>An API server that is away, overloaded, cuts its watches, lets credentials run out, or is another one, while a castle with real data is raised and wiped.</summary>
public sealed class CastleFaultApiTests
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AsLongAsARestart = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_API_server_that_is_away_in_each_phase_is_waited_for()
    {
        Full.Only("a create and a wipe in a simulated cluster whose API server is away in each phase");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        string[] before = await castle.Backups.RepositoryAsync();

        // From the start on; then with the object applied, while the standby is asked, and while it opens.
        castle.Server.Faults.GoAway(Away);
        using (PhoenixProcess create = castle.Start("create", "--stack", castle.StackFile))
        {
            await UntilAsync(castle, async () => await castle.View.IsHeldAsync());
            castle.Server.Faults.GoAway(Away);
            await UntilAsync(castle, async () => await castle.View.LeaderAsync() is not null);
            castle.Server.Faults.GoAway(AsLongAsARestart);
            await UntilAsync(castle, () => Task.FromResult(true));
            Assert.Equal(before, await castle.Backups.RepositoryAsync());
            await UntilAsync(castle, async () => !await castle.View.IsHeldAsync());
            castle.Server.Faults.GoAway(Away);
            SeededCastle.Restored(await create.EndAsync());
        }

        await SeededCastle.IsWholeAsync(castle);
        await castle.View.BackedUpAsync();

        // A wipe: in its gate, and while it waits for the end of what it deleted.
        castle.Server.Faults.GoAway(Away);
        using (PhoenixProcess wipe = castle.Start("wipe", "--stack", castle.StackFile, "--confirm", "castle"))
        {
            await UntilAsync(castle, async () => await castle.View.ClusterAsync() is not { IsDeleting: false });
            castle.Server.Faults.GoAway(Away);
            SeededCastle.Done(await wipe.EndAsync());
        }

        Assert.Null(await castle.View.ClusterAsync());

        // Away for good: never taken for gone, and a rerun works.
        SeededCastle.Done(await castle.RunAsync("create"));
        await SeededCastle.IsWholeAsync(castle);
    }

    [Fact]
    public async Task Cut_watches_conflicts_and_storms_do_not_change_how_a_create_ends()
    {
        Full.Only("creates in a simulated cluster whose API server is unwell");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        castle.Server.Faults.CutWatchesAfter(TimeSpan.FromSeconds(1));
        castle.Server.Faults.Conflict("apply", 3);
        castle.Server.Faults.TooManyRequests(40);
        SeededCastle.Restored(await castle.RunAsync("create"));
        await SeededCastle.IsWholeAsync(castle);
        Assert.True(castle.Server.Faults.Met >= 40);

        await castle.View.BackedUpAsync();
        castle.Server.Faults.TooManyRequests(20);
        SeededCastle.Done(await castle.RunAsync("wipe", "--confirm", "castle"));
    }

    [Fact]
    public async Task A_token_that_runs_out_and_a_kubeconfig_of_another_cluster_are_told()
    {
        Full.Only("creates in simulated clusters with wrong credentials");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        string[] before = await castle.Backups.RepositoryAsync();

        // It runs out while the operator does nothing, and nobody writes another one. A watch that stands is not asked for it again, and none stands for ever.
        castle.Server.Faults.CutWatchesAfter(TimeSpan.FromSeconds(2));
        castle.Operator.Faults.NeverActs = true;
        await File.WriteAllTextAsync(castle.At("kubeconfig"), castle.Server.Kubeconfig.Replace(castle.Server.Token, castle.Server.IssueToken("admin", TimeSpan.FromSeconds(8)), StringComparison.Ordinal), Token);
        PhoenixResult denied = await castle.RunAsync("create");
        Assert.True(denied.ExitCode == 5 && denied.Error.Contains("The token or certificate has run out", StringComparison.Ordinal), denied.ToString());
        await castle.LetOperatorActAsync();
        Assert.Equal(before, await castle.Backups.RepositoryAsync());

        // It runs out, and whoever renews it does.
        await File.WriteAllTextAsync(castle.At("kubeconfig"), castle.Server.Kubeconfig.Replace(castle.Server.Token, castle.Server.IssueToken("admin", TimeSpan.FromSeconds(6)), StringComparison.Ordinal), Token);
        using (PhoenixProcess create = castle.Start("create", "--stack", castle.StackFile))
        {
            await UntilAsync(castle, async () => await castle.View.LeaderAsync() is not null);
            await File.WriteAllTextAsync(castle.At("kubeconfig"), castle.Server.Kubeconfig, Token);
            SeededCastle.Restored(await create.EndAsync());
        }

        await SeededCastle.IsWholeAsync(castle);
        await castle.View.BackedUpAsync();

        // The same file, another cluster: asked who it is, and nothing else.
        await using KubeSimServer other = await KubeSimServer.StartAsync(new KubeSimOptions(), Token);
        await File.WriteAllTextAsync(castle.At("kubeconfig"), other.Kubeconfig, Token);
        foreach (string[] command in (string[][])[["create"], ["wipe", "--confirm", "castle"], ["drill", "--confirm", "castle"]])
        {
            other.Requests.Clear();
            PhoenixResult wrong = await castle.RunAsync(command[0], command[1..]);
            Assert.True(wrong.ExitCode == 3 && wrong.Error.Contains("wrong-cluster", StringComparison.Ordinal) && wrong.Error.Contains(castle.Server.ClusterUid, StringComparison.Ordinal), wrong.ToString());
            Assert.All(other.Requests.Lines, line => Assert.StartsWith("GET ", line, StringComparison.Ordinal));
        }

        await File.WriteAllTextAsync(castle.At("kubeconfig"), castle.Server.Kubeconfig, Token);
        SeededCastle.Done(await castle.RunAsync("create"));
        await SeededCastle.IsWholeAsync(castle);
    }

    // A look waits for a server that is away; it must come back within its bound.
    private static async Task UntilAsync(CastleBench castle, Func<Task<bool>> holds)
    {
        await Condition.HoldsAsync(() => !castle.Server.Faults.IsAway, "the API server is back");
        await Condition.HoldsAsync(holds, "the next phase is reached");
    }
}
