using System.Diagnostics;
using System.Globalization;
using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Journal;
using Phoenix.Lab.S3;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.BadInput;

/// <summary>
/// An endpoint that misbehaves as real ones do. What passes is ridden out through every phase of a drill; what stays is named, within a bound, in each phase in which it can
/// begin, and the next drill on the same lab works again.
/// </summary>
public sealed class S3SettingsTests
{
    private const string Segments = "/archive/.*/[0-9A-F]{24}-";

    // pgBackRest repeats a refused request for four times its io-timeout of 5 s, for each of two objects.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(90);

    public static TheoryData<FaultRule> Passing =>
    [
        new FaultRule { Id = "latency", Effect = FaultEffect.Delay, Delay = TimeSpan.FromMilliseconds(80) },
        new FaultRule { Id = "overload", Status = 503, Code = "SlowDown", Message = "Please reduce your request rate.", Share = 0.1 },
        new FaultRule { Id = "resets in a body", Effect = FaultEffect.ResetBody, KeyPattern = Segments, Share = 0.4 },
        new FaultRule { Id = "lost answers", Effect = FaultEffect.LoseAnswer, Method = "PUT", KeyPattern = "/(backup|archive)/", Share = 0.5 },
    ];

    public static TheoryData<FaultRule> Lasting =>
    [
        new FaultRule { Id = "wrong region", Status = 400, Code = "AuthorizationHeaderMalformed", Message = "The authorization header is malformed; the region is wrong; expecting 'elsewhere-1'" },
        new FaultRule { Id = "skewed clock", Status = 403, Code = "RequestTimeTooSkewed", Message = "The difference between the request time and the current time is too large." },
        new FaultRule { Id = "expired credentials", Status = 400, Code = "ExpiredToken", Message = "The provided token has expired." },
    ];

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task What_passes_is_ridden_out_through_a_whole_drill(FaultRule fault)
    {
        Full.Only("one more drill for each fault");
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        await endpoint.DisturbAsync(fault);
        PhoenixResult drill = await state.RunAsync("drill", "--load-seconds", "1");
        long hits = await endpoint.HitsAsync();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hits} requests disturbed\n{drill}"));
        Assert.True(drill.ExitCode == 0, drill.ToString());
        Assert.Equal(Verdict.Proven, state.Evidence().Verdict);
        Assert.True(hits > 1, $"only {hits} requests were hit");
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task What_stays_is_named_in_every_phase(FaultRule fault)
    {
        Full.Only("five drills for each fault");
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        await FailsAsync(state, endpoint, "backup: started", fault, wiped: false);
        await FailsAsync(state, endpoint, "seed-b: started", fault with { KeyPattern = Segments, Method = "PUT" }, wiped: false);
        await FailsAsync(state, endpoint, "gate: started", fault, wiped: false);
        await FailsAsync(state, endpoint, "layer database: up started", fault, wiped: true);
        await FailsAsync(state, endpoint, "layer database: up started", fault with { KeyPattern = Segments }, wiped: true);
        await endpoint.EndsProvenAsync(state);
    }

    [Fact]
    public async Task A_repository_that_takes_nothing_more_is_named_before_the_wipe()
    {
        Full.Only("three drills");
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        FaultRule readOnly = new() { Id = "read-only", Status = 403, Code = "AccessDenied", Message = "Access Denied", Method = "PUT" };
        await FailsAsync(state, endpoint, "backup: started", readOnly, wiped: false);
        await FailsAsync(state, endpoint, "seed-b: started", readOnly with { KeyPattern = Segments }, wiped: false);
        await endpoint.EndsProvenAsync(state);
    }

    [Fact]
    public async Task A_reset_that_pgBackRest_does_not_ride_out_is_named()
    {
        Full.Only("three drills");
        await using LabState state = new();
        using FaultyEndpoint endpoint = await FaultyEndpoint.UpAsync(state);
        FaultRule reset = new() { Id = "resets in the backup's body", Effect = FaultEffect.ResetBody, KeyPattern = "/backup/db/.*F/", Code = "TLS error" };
        await FailsAsync(state, endpoint, "backup: started", reset, wiped: false);
        await FailsAsync(state, endpoint, "layer database: up started", reset, wiped: true);
        await endpoint.EndsProvenAsync(state);
    }

    private static async Task FailsAsync(LabState state, FaultyEndpoint endpoint, string moment, FaultRule fault, bool wiped)
    {
        using PhoenixProcess drill = state.Start("drill", "--load-seconds", "1");
        await drill.PrintsAsync(moment);
        await endpoint.DisturbAsync(fault);
        Stopwatch since = Stopwatch.StartNew();
        PhoenixResult failed = await drill.EndAsync();
        string context = string.Create(CultureInfo.InvariantCulture, $"{fault.Id} from '{moment}' on {fault.KeyPattern}: gave up after {since.Elapsed.TotalSeconds:0.0} s\n{failed}");
        TestContext.Current.TestOutputHelper?.WriteLine(context);
        Assert.True(await endpoint.HitsAsync() > 0, context);
        Assert.True(failed.ExitCode == 5, context);
        string error = Assert.Single(failed.Error.Split('\n'), l => l.StartsWith("error: ", StringComparison.Ordinal));
        Assert.True(error.Contains(fault.Code!, StringComparison.Ordinal), context);
        Assert.Matches("\\(repository-(denied|unavailable)\\)$", error);
        Assert.Single(failed.Error.Split('\n'), l => l.StartsWith("hint: ", StringComparison.Ordinal));
        Assert.True(since.Elapsed < Bound, context);
        Assert.Equal(wiped, state.Events().Any(e => e is JournalEvent.WipeStarted));
        Assert.Equal(wiped ? Verdict.Inconclusive : null, Assert.IsType<JournalEvent.RunEnded>(state.Events()[^1]).Verdict);
        await endpoint.MendAsync();
    }
}
