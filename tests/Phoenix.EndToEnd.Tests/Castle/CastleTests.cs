using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>A database in a cluster: made, drilled, wiped and reborn, with real data.</summary>
public sealed class CastleTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_is_made_drilled_wiped_and_reborn()
    {
        Full.Only("drills a database in a simulated cluster, which takes minutes");
        await using CastleBench castle = await CastleBench.StartAsync(Token);

        PhoenixResult nothing = await castle.RunAsync("wipe", "--confirm", "castle");
        Assert.True(nothing.ExitCode == 0, nothing.ToString()); // nothing is there, and the machines say so

        PhoenixResult made = await castle.RunAsync("create", "--initdb");
        Assert.True(made.ExitCode == 0, made.ToString());
        Assert.Contains("with a new, empty database", made.Output + made.Error, StringComparison.Ordinal);

        PhoenixResult planned = await castle.RunAsync("plan");
        Assert.True(planned.ExitCode == 0, planned.ToString());
        Assert.Contains("castle-db/castle", planned.Output, StringComparison.Ordinal);

        PhoenixResult drilled = await castle.RunAsync("drill", "--confirm", "castle", "--cycles", "2", "--writers", "2", "--load-seconds", "2");
        Assert.True(drilled.ExitCode == 0, drilled.ToString());
        Assert.Contains("Proven", drilled.Output, StringComparison.Ordinal);

        PhoenixResult wiped = await castle.RunAsync("wipe", "--confirm", "castle");
        Assert.True(wiped.ExitCode == 0, wiped.ToString());

        PhoenixResult reborn = await castle.RunAsync("create");
        Assert.True(reborn.ExitCode == 0, reborn.ToString());
        Assert.Contains("was restored, holds all that the witness", reborn.Output + reborn.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_it_cannot_do_is_told_before_anything_is_touched()
    {
        Full.Only("starts a simulated cluster");
        await using CastleBench castle = await CastleBench.StartAsync(Token);

        PhoenixResult target = await castle.RunAsync("create", "--target", "time=2026-02-10 14:55:00+00");
        Assert.True(target.ExitCode == 2, target.ToString());

        PhoenixResult watched = await RunObservedAsync(castle);
        Assert.True(watched.ExitCode == 2, watched.ToString());
        Assert.Contains("manage: observe", watched.Error, StringComparison.Ordinal);
    }

    private static async Task<PhoenixResult> RunObservedAsync(CastleBench castle)
    {
        string text = await File.ReadAllTextAsync(castle.StackFile, Token);
        await File.WriteAllTextAsync(castle.StackFile, text.Replace("manage: patch, manifest: castle.yaml", "manage: observe", StringComparison.Ordinal), Token);
        return await castle.RunAsync("drill", "--confirm", "castle");
    }
}
