using Phoenix.EndToEnd.Tests.Drills;
using Phoenix.Execution;
using Phoenix.Journal;
using Xunit;

namespace Phoenix.EndToEnd.Tests.Stacks;

/// <summary>
/// Kills Phoenix (SIGKILL) right after each event that the journal of an undisturbed create or wipe of 12 layers holds, so that a new state is covered by itself,
/// and resumes the run each time. Without everything being asked for, a few of them.
/// </summary>
public sealed class StackKillWalkTests
{
    // One fourth of the tools: each has the same two states, of which every layer has its own anyway.
    private const int ToolsTaken = 4;
    private const int SampleTaken = 16;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(1);

    private static readonly (string Name, string[] Needs)[] Layers =
    [
        ("secrets", []), ("platform", ["secrets"]), ("engine", ["platform"]), ("networking", ["engine"]), ("storage", ["engine"]), ("gitops", ["engine"]),
        ("dns", ["networking"]), ("certs", ["networking", "gitops"]), ("cache", ["storage"]), ("queue", ["storage"]), ("api", ["certs", "cache", "queue"]), ("site", ["api", "dns"]),
    ];

    [Fact]
    public async Task A_create_killed_in_any_state_runs_each_up_once_or_again_only_when_it_had_not_finished()
    {
        using StackPlace reference = Place();
        PhoenixResult undisturbed = await reference.RunAsync("create");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.ToString());
        string[] points = Points(reference.Events());
        Assert.True(points.Length >= 40, $"a create has more states than {string.Join(", ", points)}");

        foreach (string point in Taken(points))
        {
            using StackPlace place = Place();
            IReadOnlyList<JournalEvent> atDeath = await KillAtAsync(place, point, "create");
            Dictionary<string, int> looks = Layers.ToDictionary(l => l.Name, l => place.Lines(l.Name + ".looks").Length);
            bool ended = atDeath.Any(e => e is JournalEvent.RunEnded);
            if (!ended)
            {
                PhoenixResult resumed = await place.RunAsync("create", "--resume", place.Run);
                Assert.True(resumed.ExitCode == 0, $"killed at '{point}': {resumed}");
            }

            HashSet<string> through =
            [
                .. atDeath.OfType<JournalEvent.LayerRaised>().Select(e => e.Layer),
                .. atDeath.OfType<JournalEvent.LayerEnded>().Where(e => e.State == StepState.Succeeded).Select(e => e.Layer),
            ];
            HashSet<string> begun = [.. atDeath.OfType<JournalEvent.LayerStarted>().Select(e => e.Layer)];
            foreach ((string name, _) in Layers)
            {
                string[] marks = place.Lines(name + ".marks");
                string all = $"killed at '{point}', layer {name}: {string.Join(", ", marks)}";
                Assert.True(File.Exists(place.At(name + ".there")), all);
                Assert.True(marks.Length > 0 && marks[^1] == "end" && !marks.Contains("overlap"), all);
                Assert.True(marks.Count(m => m == "begin") <= (begun.Contains(name) && !through.Contains(name) ? 2 : 1), all);
                Assert.True(ended || !through.Contains(name) || place.Lines(name + ".looks").Length > looks[name], $"{all}: its gate was not looked at again");
            }

            Assert.True(place.Processes().Count == 0, $"killed at '{point}': processes are left");
        }
    }

    [Fact]
    public async Task A_wipe_killed_in_any_state_is_ended_by_its_resumption()
    {
        using StackPlace reference = Place(up: true);
        PhoenixResult undisturbed = await reference.RunAsync("wipe", "--confirm", "example");
        Assert.True(undisturbed.ExitCode == 0, undisturbed.ToString());
        string[] points = Points(reference.Events());
        Assert.True(points.Length >= 30, $"a wipe has more states than {string.Join(", ", points)}");

        foreach (string point in Taken(points))
        {
            using StackPlace place = Place(up: true);
            IReadOnlyList<JournalEvent> atDeath = await KillAtAsync(place, point, "wipe", "--confirm", "example");
            HashSet<string> gone = [.. atDeath.OfType<JournalEvent.LayerEnded>().Where(e => e.State == StepState.Succeeded).Select(e => e.Layer)];
            Assert.All(Layers, l => Assert.True(!gone.Contains(l.Name) || !File.Exists(place.At(l.Name + ".there")), $"killed at '{point}': {l.Name} is on record as gone and is there"));
            if (!atDeath.Any(e => e is JournalEvent.RunEnded))
            {
                PhoenixResult resumed = await place.RunAsync("wipe", "--confirm", "example", "--resume", place.Run);
                Assert.True(resumed.ExitCode == 0, $"killed at '{point}': {resumed}");
            }

            JournalEvent.WipeEnded wiped = place.Events().OfType<JournalEvent.WipeEnded>().Last();
            Assert.True(wiped.Observation.Layers.Count == Layers.Length && wiped.Observation.Layers.Values.All(g => g == true), $"killed at '{point}'");
            Assert.All(Layers, l => Assert.False(File.Exists(place.At(l.Name + ".there")), $"killed at '{point}': {l.Name} is left"));
            Assert.True(place.Processes().Count == 0, $"killed at '{point}': processes are left");
        }
    }

    private static StackPlace Place(bool up = false)
    {
        StackPlace place = new();
        place.Write(3, [.. Layers.Select(l => place.Scripted(l.Name, l.Needs)), "milestones: { site: [site], engine: [engine] }\n"]);
        foreach ((string name, _) in up ? Layers : [])
        {
            File.WriteAllText(place.At(name + ".there"), "");
        }

        return place;
    }

    private static string[] Points(IReadOnlyList<JournalEvent> events)
    {
        string[] all = [.. events.Select(Key).Distinct(StringComparer.Ordinal)];
        string[] tools = [.. all.Where(k => k.StartsWith("Tool", StringComparison.Ordinal))];
        HashSet<string> taken = [.. tools.Where((_, i) => i / 2 % ToolsTaken == 0)];
        return [.. all.Where(k => !tools.Contains(k) || taken.Contains(k))];
    }

    private static IEnumerable<string> Taken(string[] points) => points.Where((_, i) => Full.Asked || i % SampleTaken == SampleTaken / 2);

    private static string Key(JournalEvent happened) => happened switch
    {
        JournalEvent.LayerStarted e => $"LayerStarted {e.Phase} {e.Layer}",
        JournalEvent.LayerRaised e => $"LayerRaised {e.Layer}",
        JournalEvent.LayerEnded e => $"LayerEnded {e.Phase} {e.Layer}",
        JournalEvent.ToolStarted e => $"ToolStarted {e.Tool}",
        JournalEvent.ToolEnded e => $"ToolEnded {e.Tool}",
        JournalEvent.StepStarted e => $"StepStarted {e.Step}",
        JournalEvent.StepEnded e => $"StepEnded {e.Step}",
        JournalEvent.MilestoneReached e => $"MilestoneReached {e.Milestone}",
        _ => happened.GetType().Name,
    };

    /// <returns>What was on record when it was dead.</returns>
    private static async Task<IReadOnlyList<JournalEvent>> KillAtAsync(StackPlace place, string point, params string[] command)
    {
        using PhoenixProcess victim = place.Start(command);
        using CancellationTokenSource bound = new(Bound);
        using PeriodicTimer often = new(TimeSpan.FromMilliseconds(1));
        while (await often.WaitForNextTickAsync(bound.Token))
        {
            bool started = Directory.Exists(Path.Combine(place.State, "runs")) && Directory.EnumerateDirectories(Path.Combine(place.State, "runs")).Any();
            if (started && place.Events().Any(e => Key(e) == point))
            {
                break;
            }
        }

        victim.KillAlone();
        await victim.EndAsync();
        return place.Events();
    }
}
