using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>
/// Servers that a hot standby could not show at their wipe: a transaction with more than 64 subtransactions, one that locks a table against readers, one that is prepared
/// and stays so over the rebirth. The verdict is right all the same, and comes in time.
/// </summary>
public sealed class OddServerTests
{
    private const string Tables = "create extension amcheck; create table answers as select 42 as answer; create table shut(i int primary key); create table many(i int primary key)";
    private const string Prepared = "begin; insert into answers values (7); lock table shut in access exclusive mode; prepare transaction 'held'";

    [Theory]
    [InlineData("instant")]
    [InlineData("quiesced")]
    public async Task Open_locked_and_prepared_transactions_at_the_wipe_do_not_hide_the_rows(string wipeAt)
    {
        Full.Only("two starts of the lab and two drills");
        await using LabState state = new();
        await DoneAsync(state.RunAsync("lab", "up"));
        await DoneAsync(state.RunAsync("lab", "psql", "--", "-qc", "alter system set max_prepared_transactions = 8"));
        await DoneAsync(state.RunAsync("lab", "down"));
        await DoneAsync(state.RunAsync("lab", "up"));
        await DoneAsync(state.RunAsync("lab", "psql", "--", "-q", "-c", Tables, "-c", Prepared));

        using PhoenixProcess open = state.Start("lab", "psql", "--", "-qAt", "-c", $"begin; {Subtransactions()} lock table many in access exclusive mode", "-c", "do 'begin raise notice ''is open''; end'", "-c", "select pg_sleep(600)");
        await open.PrintsAsync("is open");
        PhoenixResult drill = await DoneAsync(state.RunAsync("drill", "--wipe-at", wipeAt, "--load-seconds", "1"));
        TestContext.Current.TestOutputHelper?.WriteLine(drill.ToString());

        Evidence evidence = state.Evidence();
        Assert.Equal(Verdict.Proven, evidence.Verdict);
        Assert.Contains(evidence.NotCovered, n => n.Contains("locked", StringComparison.Ordinal) && n.Contains("postgres: shut", StringComparison.Ordinal));

        // What was prepared is as it was, what was open is gone, and the next drill works with both.
        Assert.Equal("held\n0\n42\n", (await DoneAsync(state.RunAsync("lab", "psql", "--", "-qAt", "-c", "select gid from pg_prepared_xacts", "-c", "select count(*) from many", "-c", "select answer from answers"))).Output);
        await DoneAsync(state.RunAsync("lab", "psql", "--", "-qc", "commit prepared 'held'"));
        await DoneAsync(state.RunAsync("drill", "--load-seconds", "1"));
        Assert.Equal("42\n7\n", (await DoneAsync(state.RunAsync("lab", "psql", "--", "-qAt", "-c", "select answer from answers order by answer desc"))).Output);
    }

    private static string Subtransactions() => string.Concat(Enumerable.Range(0, 100).Select(i => $"savepoint s{i}; insert into many values ({i}); "));

    private static async Task<PhoenixResult> DoneAsync(Task<PhoenixResult> running)
    {
        PhoenixResult result = await running;
        Assert.True(result.ExitCode == 0, result.ToString());
        return result;
    }
}
