using Phoenix.Adapters.Processes;
using Phoenix.Journal;
using Phoenix.Proof;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Drills;

/// <summary>
/// Kills Phoenix right after the beginning and right after the end of every step that a drill's own journal lists, so that a new step is
/// covered by itself, and resumes it each time.
/// </summary>
public sealed class KillWalkTests
{
    [Theory]
    [InlineData("quiesced")]
    [InlineData("instant")]
    public async Task A_drill_killed_at_any_of_its_steps_is_resumed_to_a_right_verdict(string wipeAt)
    {
        Full.Only($"a drill and its resumption for each step of a drill ({wipeAt})");
        await using LabState state = new();
        string[] drill = ["drill", "--load-seconds", "1", "--wipe-at", wipeAt];
        PhoenixResult reference = await state.RunAsync(drill);
        Assert.True(reference.ExitCode == 0, reference.ToString());
        string[] points = [.. state.Events().OfType<JournalEvent.StepStarted>().SelectMany(s => (string[])[$" {s.Step}: started", $" {s.Step}: succeeded"])];
        Assert.True(points.Length >= 20, $"a drill has more steps than {string.Join(", ", points)}");

        foreach (string point in points)
        {
            string run;
            using (PhoenixProcess killed = state.Start(drill))
            {
                run = (await killed.PrintsAsync(" run ")).Split(' ')[2];
                await killed.PrintsAsync(point);
                killed.KillAlone();
                await killed.EndAsync();
            }

            PhoenixResult end = state.Events(run).Any(e => e is JournalEvent.RunEnded) && File.Exists(Path.Combine(state.Run(run), "evidence.json"))
                ? await state.RunAsync("report", run)
                : await state.RunAsync("drill", "--resume", run);

            if (end.ExitCode == 4 && end.Error.Contains("(gate-refused)", StringComparison.Ordinal) && end.Error.Contains("had destroyed nothing yet", StringComparison.Ordinal))
            {
                // Killed between the wipe's first line and its first deed: the gate is stale by now, so the run ends without a wipe. That is clear, and no verdict on the data.
                Assert.True(state.Evidence(run).Verdict == Verdict.Inconclusive, $"killed at '{point}': {end}");
                Assert.DoesNotContain(state.Events(run), e => e is JournalEvent.WipeEnded or JournalEvent.CutOff);
                end = await state.RunAsync(drill);
                run = Path.GetFileName(state.Run());
            }

            Assert.True(end.ExitCode == 0, $"killed at '{point}': {end}");
            Assert.True(state.Evidence(run).Verdict == Verdict.Proven, $"killed at '{point}': {end}");
            NothingIsDestroyedWithoutItsGate(state.Events(run), point);
            Assert.True(Tools(state).Count == 0, $"killed at '{point}', and tools are left: {string.Join(", ", Tools(state))}");
        }
    }

    /// <summary>Each thing that a drill drives, killed while it is needed. The drill fails and says why; nothing is Proven; the next drill works.</summary>
    [Theory]
    [InlineData("pgbackrest", "backup: started", "backup")]
    [InlineData("postgres", "seed-b: started", "seed-b")]
    [InlineData("s3-endpoint", "backup: started", "backup")]
    [InlineData("pgbackrest", "layer database: up started", "create")]
    [InlineData("s3-endpoint", "layer database: up started", "create")]
    public async Task What_a_drill_drives_is_killed_under_it(string victim, string at, string step)
    {
        Full.Only($"{victim} killed at '{at}'");
        await using LabState state = new();
        PhoenixResult first = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(first.ExitCode == 0, first.ToString());

        PhoenixResult ended;
        using (PhoenixProcess drill = state.Start("drill", "--load-seconds", "5"))
        {
            await drill.PrintsAsync(at);
            await KillAsync(state, victim, drill);
            ended = await drill.EndAsync();
        }

        Assert.True(ended.ExitCode is 3 or 4 or 5, ended.ToString());
        Assert.Contains($" {step}: failed", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Proven (", ended.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(state.Events(), e => e is JournalEvent.VerdictReached { Verdict: Verdict.Proven });

        PhoenixResult next = await state.RunAsync("drill", "--load-seconds", "1");
        Assert.True(next.ExitCode == 0, next.ToString());
    }

    // The process may not have been started yet when the step's first line is printed.
    private static async Task KillAsync(LabState state, string victim, PhoenixProcess drill)
    {
        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(5));
        using CancellationTokenSource bound = new(TimeSpan.FromMinutes(1));
        string marker = state.Marker("lab");
        while (await often.WaitForNextTickAsync(bound.Token))
        {
            ProcessEntry[] found =
            [
                .. LabState.Processes(marker, state.Lab("lab")).Where(p => p.Pid != drill.Pid && victim switch
                {
                    "pgbackrest" => p.CommandLine.Contains("pgbackrest", StringComparison.Ordinal)
                        && (p.CommandLine.EndsWith(" backup", StringComparison.Ordinal) || p.CommandLine.EndsWith(" restore", StringComparison.Ordinal)),
                    "postgres" => p.CommandLine.Contains("/postgres -D", StringComparison.Ordinal),
                    _ => p.CommandLine.Contains(victim, StringComparison.Ordinal),
                }),
            ];
            foreach (ProcessEntry process in found)
            {
                System.Diagnostics.Process.GetProcessById(process.Pid).Kill();
            }

            if (found.Length > 0)
            {
                return;
            }
        }
    }

    private static void NothingIsDestroyedWithoutItsGate(IReadOnlyList<JournalEvent> events, string point)
    {
        bool gate = false;
        foreach (JournalEvent happened in events)
        {
            switch (happened)
            {
                case JournalEvent.CycleStarted:
                    gate = false;
                    break;
                case JournalEvent.GateEvaluated e:
                    gate = e.Passed;
                    break;
                case JournalEvent.WipeStarted:
                    Assert.True(gate, $"killed at '{point}': a wipe began without a gate of the same seeding");
                    break;
                case JournalEvent.Published:
                    gate = false;
                    break;
            }
        }
    }

    private static IReadOnlyList<ProcessEntry> Tools(LabState state) => ProcessTable.FindBelonging(state.Marker("lab") + "-tool", []);
}
