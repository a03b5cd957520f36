using System.Text.RegularExpressions;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Kubernetes.Cluster;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>
/// Operators and Flux that do the wrong thing, or nothing, while a castle is raised: no create ends well with a database that is empty, not the repository's, or was open before it was compared,
/// and the repository keeps what it had.
/// </summary>
public sealed class CastleFaultOperatorTests
{
    private const string Group = "postgres-operator.crunchydata.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_empty_database_that_Flux_makes_in_mid_restore_is_held_down_and_nothing_is_lost()
    {
        Full.Only("creates in a simulated cluster in which Flux makes an empty database");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        string[] before = await castle.Backups.RepositoryAsync();

        // While the standby restores.
        using (PhoenixProcess create = castle.Start("create", "--stack", castle.StackFile))
        {
            await Condition.HoldsAsync(async () => (await castle.View.ListAsync("v1", "Pod")).Count > 0, "a Pod restores");
            await EmptyAsync(castle);
            await RefusedAsync(castle, await create.EndAsync(), before);
        }

        // The rerun does not take the newcomer for the database, and says how it goes on.
        PhoenixResult again = await castle.RunAsync("create");
        Assert.True(again.ExitCode == 3 && again.Error.Contains("phoenix wipe", StringComparison.Ordinal), again.ToString());
        Assert.Equal(before, await castle.Backups.RepositoryAsync());
        PhoenixResult gated = await castle.RunAsync("wipe", "--confirm", "castle");
        Assert.True(gated.ExitCode == 3, gated.ToString());
        SeededCastle.Done(await castle.RunAsync("wipe", "--confirm", "castle", "--accept-data-loss"));

        // While it replays; opened in place this time.
        using (PhoenixProcess create = castle.Start("create", "--stack", castle.StackFile))
        {
            await Condition.HoldsAsync(async () => await castle.View.LeaderAsync() is not null, "the standby leads");
            await EmptyAsync(castle);
            await RefusedAsync(castle, await create.EndAsync(), before);
        }

        SeededCastle.Done(await castle.RunAsync("wipe", "--confirm", "castle", "--accept-data-loss"));
        SeededCastle.Restored(await castle.RunAsync("create"));
        await SeededCastle.IsWholeAsync(castle);
    }

    [Fact]
    public async Task An_empty_database_that_is_there_first_is_never_taken_for_the_castles()
    {
        Full.Only("creates in a simulated cluster in which an empty database was made");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        SeededCastle.Done(await castle.RunAsync("create", "--only", "machines", "base"));
        await castle.View.ApplyAsync($$"""
            apiVersion: v1
            kind: Secret
            metadata: { name: castle-pguser-postgres, namespace: castle-db, labels: { {{Group}}/cluster: castle, {{Group}}/role: pguser, {{Group}}/pguser: postgres } }
            stringData: { password: {{CastleBench.Password}}, verifier: "" }
            """); // as an ExternalSecret makes it: the newcomer lets Phoenix in
        await castle.View.ApplyAsync(Initial(castle));
        await castle.View.BackedUpAsync();

        PhoenixResult refused = await castle.RunAsync("create");
        Assert.True(refused.ExitCode == 3, refused.ToString());
        Assert.Contains("the witness knows", refused.Error, StringComparison.Ordinal);
        Assert.Contains("phoenix wipe", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_castle_that_burns_before_a_new_witness_was_put_down_comes_back_with_all_it_archived()
    {
        Full.Only("three lives of a simulated castle");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        SeededCastle.Restored(await castle.RunAsync("create"));
        await castle.View.BackedUpAsync();
        await castle.AskAsync("INSERT INTO memories(content) VALUES ('C')");
        string segment = (await castle.AskAsync("SELECT pg_walfile_name(pg_switch_wal())"))!;
        await Condition.HoldsAsync(async () => await castle.AskAsync($"SELECT (last_archived_wal >= '{segment}')::text FROM pg_stat_archiver") == "true", "its last segment is archived");

        await castle.LoseMachinesAsync();
        await castle.RaiseMachinesAsync(Token);
        SeededCastle.Restored(await castle.RunAsync("create"));
        Assert.Equal("A B C", await SeededCastle.MemoriesAsync(castle));
    }

    [Fact]
    public async Task An_operator_that_never_acts_and_a_restore_that_fails_are_told_with_their_reasons()
    {
        Full.Only("creates in a simulated cluster whose operator does nothing");
        await using CastleBench castle = await SeededCastle.BurntAsync(Token);
        string[] before = await castle.Backups.RepositoryAsync();
        string stack = await File.ReadAllTextAsync(castle.StackFile, Token);
        await File.WriteAllTextAsync(castle.StackFile, stack.Replace("timeout: 60s", "timeout: 8s", StringComparison.Ordinal), Token);

        castle.Operator.Faults.NeverActs = true;
        PhoenixResult silent = await castle.RunAsync("create");
        Assert.True(silent.ExitCode == 5 && Regex.IsMatch(silent.Error, "^error: .*it has no pods yet", RegexOptions.Multiline), silent.ToString());
        await castle.LetOperatorActAsync();

        // The key that the standby restores with is wrong.
        string keys = await File.ReadAllTextAsync(castle.At("base/keys.yaml"), Token);
        await File.WriteAllTextAsync(castle.At("base/keys.yaml"), Regex.Replace(keys, "repo1-s3-key-secret=.*", "repo1-s3-key-secret=wrong"), Token);
        PhoenixResult keyless = await castle.RunAsync("create");
        Assert.True(keyless.ExitCode == 5 && Regex.IsMatch(keyless.Error, "^error: .*castle-instance-[a-z0-9]+-0", RegexOptions.Multiline), keyless.ToString());
        Assert.Equal(before, await castle.Backups.RepositoryAsync());

        // Mended, a rerun is enough.
        await File.WriteAllTextAsync(castle.At("base/keys.yaml"), keys, Token);
        await File.WriteAllTextAsync(castle.StackFile, stack, Token);
        SeededCastle.Restored(await castle.RunAsync("create"));
        await SeededCastle.IsWholeAsync(castle);
    }

    // As Flux does that prunes and applies what Git held before the standby was written into it.
    private static async Task EmptyAsync(CastleBench castle)
    {
        await castle.View.DeleteAsync();
        await castle.View.ApplyAsync(Initial(castle));
    }

    private static string Initial(CastleBench castle) => Regex.Replace(File.ReadAllText(castle.At("castle.yaml")), "^  standby: .*\n", "", RegexOptions.Multiline);

    // Refused, blocked, and the repository is as it was: neither stanza-upgrade nor backup nor a segment.
    private static async Task RefusedAsync(CastleBench castle, PhoenixResult result, string[] before)
    {
        Assert.True(result.ExitCode is 3 or 5, result.ToString());
        KubeObject cluster = Assert.IsType<KubeObject>(await castle.View.ClusterAsync());
        Assert.True(cluster.At("spec", "shutdown")?.ToString() == "true", $"{result}\n{cluster.Content.ToJsonString()}");
        await Task.Delay(TimeSpan.FromSeconds(5), Token); // Many rounds of the operator.
        Assert.Equal(before, await castle.Backups.RepositoryAsync());
        Assert.DoesNotContain(await castle.View.ListAsync("v1", "Event"), e => e.TextAt("reason") == "StanzasCreated" && e.TextAt("involvedObject", "uid") == cluster.Uid);
        Assert.Empty(await castle.View.ListAsync("batch/v1", "Job"));
    }
}
