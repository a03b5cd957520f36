using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.KubeSim.Faults;
using Phoenix.Testing;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Castle;

/// <summary>Phoenix at work on a castle, killed (SIGKILL) at a moment. The lock of the dead is then taken to have run out.</summary>
/// <param name="castle">The castle.</param>
/// <param name="command">The command.</param>
/// <param name="confirmed">More arguments, with a new run and one that goes on.</param>
internal sealed class CastleVictim(CastleBench castle, string command, params string[] confirmed)
{
    /// <summary>A new run, killed when something holds.</summary>
    public Task DiesAsync(string when, Func<Task<bool>> holds) => DieAsync(Anew, when, holds);

    /// <summary>A run that goes on, killed when something holds.</summary>
    public Task DiesAgainAsync(string when, Func<Task<bool>> holds) => DieAsync(Resumed, when, holds);

    /// <summary>A new run, killed while a call hangs that the API server has not carried out.</summary>
    /// <param name="verb">The call's verb.</param>
    /// <param name="resource">The plural of its kind; null for any.</param>
    /// <param name="after">How many such calls are answered before.</param>
    public Task DiesCallingAsync(string verb, string? resource, int after = 0) => DieCallingAsync(Anew, verb, resource, after);

    /// <summary>The same of a run that goes on.</summary>
    /// <param name="verb">The call's verb.</param>
    /// <param name="resource">The plural of its kind; null for any.</param>
    /// <param name="after">How many such calls are answered before.</param>
    public Task DiesCallingAgainAsync(string verb, string? resource, int after = 0) => DieCallingAsync(Resumed, verb, resource, after);

    private PhoenixProcess Anew() => castle.Start(command, ["--stack", castle.StackFile, .. confirmed]);

    private PhoenixProcess Resumed() => castle.Start(command, ["--resume", Path.GetFileName(castle.LastRun), .. confirmed]);

    private async Task DieCallingAsync(Func<PhoenixProcess> start, string verb, string? resource, int after)
    {
        int met = castle.Server.Faults.Met + after;
        if (after > 0)
        {
            castle.Server.Faults.Plant(new KubeFault { Verb = verb, Resource = resource, Times = after, Effect = KubeFaultEffect.Delay });
        }

        castle.Server.Faults.Plant(new KubeFault { Verb = verb, Resource = resource, Effect = KubeFaultEffect.Hang });
        try
        {
            await DieAsync(start, $"{verb} {resource} hangs", () => Task.FromResult(castle.Server.Faults.Met > met));
        }
        finally
        {
            castle.Server.Faults.Clear();
        }
    }

    private async Task DieAsync(Func<PhoenixProcess> start, string when, Func<Task<bool>> holds)
    {
        using PhoenixProcess process = start();
        Task<PhoenixResult> ended = process.EndAsync();
        await Condition.HoldsAsync(
            async () =>
            {
                Assert.False(ended.IsCompleted, ended.IsCompletedSuccessfully ? $"it ended before: {when}: {ended.Result}" : when);
                return await holds();
            },
            $"phoenix {command}: {when}");
        process.KillAlone();
        Assert.Equal(137, (await ended).ExitCode);
        await castle.Backups.ExpireLockAsync();
    }
}
