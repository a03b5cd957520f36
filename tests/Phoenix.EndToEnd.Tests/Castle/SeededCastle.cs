using Phoenix.EndToEnd.Tests.Drills;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>A small castle with row A in its full backup and row B in archived WAL only.</summary>
internal static class SeededCastle
{
    public const string Both = "A B";

    /// <summary>Makes it.</summary>
    public static async Task<CastleBench> StandingAsync(CancellationToken cancellationToken, bool isOwned = false)
    {
        CastleBench castle = await CastleBench.StartAsync(cancellationToken, isOwned);
        try
        {
            Done(await castle.RunAsync("create", "--initdb"));
            await castle.View.BackedUpAsync();
            await castle.AskAsync("CREATE TABLE memories(id serial PRIMARY KEY, content text NOT NULL)");
            await castle.AskAsync("INSERT INTO memories(content) VALUES ('A')");
            await castle.View.BackUpAsync("seed");
            await castle.AskAsync("INSERT INTO memories(content) VALUES ('B')");
            return castle;
        }
        catch
        {
            await castle.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes it and wipes it behind its gate: nothing is left but the bucket.</summary>
    public static async Task<CastleBench> BurntAsync(CancellationToken cancellationToken, bool isOwned = false)
    {
        CastleBench castle = await StandingAsync(cancellationToken, isOwned);
        try
        {
            Done(await castle.RunAsync("wipe", "--confirm", "castle"));
            Assert.Null(await castle.View.ClusterAsync());
            return castle;
        }
        catch
        {
            await castle.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows, in order.</summary>
    public static Task<string?> MemoriesAsync(CastleBench castle) => castle.AskAsync("SELECT string_agg(content, ' ' ORDER BY id) FROM memories");

    /// <summary>It is open, writable and holds both rows, once.</summary>
    public static async Task IsWholeAsync(CastleBench castle)
    {
        Assert.Equal(Both, await MemoriesAsync(castle));
        Assert.Equal("False", await castle.AskAsync("SELECT pg_is_in_recovery()"));
        Assert.Single(await castle.View.ListAsync("v1", "Pod", "postgres-operator.crunchydata.com/instance"));
        Assert.Single(await castle.View.ListAsync("v1", "PersistentVolumeClaim", "postgres-operator.crunchydata.com/cluster=castle"));
    }

    /// <summary>A command ended well.</summary>
    public static void Done(PhoenixResult result) => Assert.True(result.ExitCode == 0, result.ToString());

    /// <summary>It was compared with its witness before it was published.</summary>
    public static void Restored(PhoenixResult result)
    {
        Done(result);
        Assert.Contains("was restored, holds all that the witness", result.Output + result.Error, StringComparison.Ordinal);
    }
}
