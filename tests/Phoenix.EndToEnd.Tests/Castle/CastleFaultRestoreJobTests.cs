using System.Text.Json.Nodes;
using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>The operator's own way of a rebirth (<c>spec.dataSource</c>, a Job that restores), which Phoenix does not go but explains: a Job that fails and then works, and one that never does.</summary>
public sealed class CastleFaultRestoreJobTests
{
    private const string All = SeedCastle.A + " " + SeedCastle.B;

    [Fact]
    public async Task A_restore_Job_that_fails_three_times_works_by_itself_and_one_that_was_given_up_has_to_be_deleted()
    {
        Full.Only("three generations of a simulated castle");
        await using SeedCastle castle = await SeedCastle.BurntAsync();
        await castle.RaiseAsync();
        castle.Machines.Postgres.Faults.FailingRestores = 3;
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
        Assert.Equal(0, castle.Machines.Postgres.Faults.FailingRestores);

        // It never works, is given up, and what was wrong is mended too late: the same manifest does not run it again.
        await castle.WipeAsync();
        await castle.RaiseAsync();
        castle.Machines.Postgres.Faults.FailingRestores = int.MaxValue;
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.FailedAsync();
        JsonNode given = ((await castle.ClusterAsync())!.At("status", "conditions") as JsonArray)!.Single(c => c!["type"]!.ToString() == "PostgresDataInitialized")!;
        await castle.ExplainAsync($"PostgresDataInitialized={given["status"]} ({given["reason"]}: {given["message"]})", "pgo-restore-job-failed");
        castle.Machines.Postgres.Faults.FailingRestores = 0;
        await castle.ApplyAsync(castle.Manifest.Right);
        await castle.StaysFailedAsync();
        await castle.DeleteJobAsync();
        await castle.RebornAsync();
        Assert.Equal(All, await castle.MemoriesAsync());
    }
}
