using System.Diagnostics;
using System.Globalization;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>
/// S3 down, overloaded or with a wrong key, at each step that needs it. Before the wipe nothing is touched; after it the verdict is Inconclusive
/// and the rebirth is taken up again once S3 is back. The cause is named, and nothing hangs.
/// </summary>
public sealed class FaultyS3Tests
{
    // What a step may take until it gives up: pgBackRest retries a refused connection for four times its io-timeout of 5 s, for each of two objects.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    [Fact]
    public Task Down_during_the_backup()
    {
        Full.Only("pgBackRest retries for over a minute");
        return BeforeTheWipeAsync("backup: started", Down, "repository-unavailable");
    }

    [Fact]
    public Task A_wrong_key_at_the_gate()
    {
        Full.Only("the gates of the default set are refused for other reasons");
        return BeforeTheWipeAsync("gate: started", WrongKey, "repository-denied", "403");
    }

    [Fact]
    public Task Down_during_the_create()
    {
        Full.Only("the default set has the faults of S3 one call at a time");
        return AfterTheWipeAsync("create: started", Overloaded, "repository-unavailable", "503");
    }

    [Theory]
    [InlineData("backup: started", "SlowDown")]
    [InlineData("gate: started", "SlowDown")]
    [InlineData("gate: started", null)]
    public Task The_other_faults_before_the_wipe(string moment, string? code)
    {
        Full.Only("one more drill for each fault");
        return code switch
        {
            null => BeforeTheWipeAsync(moment, Down, "repository-unavailable"),
            _ => BeforeTheWipeAsync(moment, Overloaded, "repository-unavailable", "503"),
        };
    }

    [Theory]
    [InlineData("layer database: up started", "SlowDown")]
    [InlineData("layer database: up started", null)]
    [InlineData("create: started", "SignatureDoesNotMatch")]
    public Task The_other_faults_after_the_wipe(string moment, string? code)
    {
        Full.Only("one more drill for each fault");
        return code switch
        {
            null => AfterTheWipeAsync(moment, Down, "repository-unavailable"),
            "SlowDown" => AfterTheWipeAsync(moment, Overloaded, "repository-unavailable", "503"),
            _ => AfterTheWipeAsync(moment, WrongKey, "repository-denied", "403"),
        };
    }

    private static Task Down(FaultyEndpoint endpoint)
    {
        endpoint.Kill();
        return Task.CompletedTask;
    }

    private static Task Overloaded(FaultyEndpoint endpoint) => endpoint.FailAsync(503, "SlowDown");

    private static Task WrongKey(FaultyEndpoint endpoint) => endpoint.FailAsync(403, "SignatureDoesNotMatch");

    private static async Task BeforeTheWipeAsync(string moment, Func<FaultyEndpoint, Task> plant, string id, params string[] says)
    {
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        await PsqlAsync(state, "create table mine as select 42 as answer");
        PhoenixResult failed = await DrillAsync(state, endpoint, moment, plant, id, says);

        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.WipeStarted);
        Assert.Null(Assert.IsType<JournalEvent.RunEnded>(state.Events()[^1]).Verdict);
        Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
        Assert.Equal(5, failed.ExitCode);

        await endpoint.EndsProvenAsync(state);
        Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
    }

    private static async Task AfterTheWipeAsync(string moment, Func<FaultyEndpoint, Task> plant, string id, params string[] says)
    {
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        await PsqlAsync(state, "create table mine as select 42 as answer");
        PhoenixResult failed = await DrillAsync(state, endpoint, moment, plant, id, says);

        Assert.Equal(5, failed.ExitCode);
        Assert.Equal(Verdict.Inconclusive, state.Evidence().Verdict);
        await endpoint.EndsProvenAsync(state);
        Assert.Equal("42\n", await PsqlAsync(state, "select answer from mine"));
    }

    private static async Task<PhoenixResult> DrillAsync(LabState state, FaultyEndpoint endpoint, string moment, Func<FaultyEndpoint, Task> plant, string id, string[] says)
    {
        using PhoenixProcess drill = state.Start("drill", "--load-seconds", "1");
        await drill.PrintsAsync(moment);
        await plant(endpoint);
        Stopwatch sinceFault = Stopwatch.StartNew();
        PhoenixResult failed = await drill.EndAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"gave up {sinceFault.Elapsed.TotalSeconds:0.0} s after the fault\n{failed}"));
        string error = Assert.Single(failed.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.EndsWith($" ({id})", error, StringComparison.Ordinal);
        Assert.True(error.Contains($"localhost:{endpoint.Port}", StringComparison.Ordinal) || says.Length > 0, error);
        Assert.All(says, s => Assert.Contains(s, error, StringComparison.Ordinal));
        Assert.Single(failed.Error.Split('\n'), l => l.StartsWith("hint: ", StringComparison.Ordinal));
        Assert.True(sinceFault.Elapsed < Bound, $"it took {sinceFault.Elapsed}");
        return failed;
    }

    private static async Task<string> PsqlAsync(LabState state, string sql)
    {
        PhoenixResult psql = await state.RunAsync("lab", "psql", "--", "-Atqc", sql);
        Assert.True(psql.ExitCode == 0, psql.ToString());
        return psql.Output;
    }
}
