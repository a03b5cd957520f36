using System.Globalization;
using Phoenix.Plans;
using Xunit;

namespace Phoenix.Tests.Plans;

public sealed class ScheduleTests
{
    [Fact]
    public void The_critical_path_is_the_longest_by_time_and_the_levels_are_by_needs()
    {
        var schedule = new Schedule(
            [("secrets", []), ("platform", ["secrets"]), ("storage", ["platform"]), ("gitops", ["platform"]), ("database", ["storage", "gitops"])],
            n => n switch { "secrets" => 1, "platform" => 10, "storage" => 2, "gitops" => 5, _ => 3 },
            parallelism: 4);

        Assert.Equal(["secrets", "platform", "gitops", "database"], schedule.CriticalPath);
        Assert.Equal(19, schedule.Seconds);
        Assert.Equal([0, 1, 2, 2, 3], ((string[])["secrets", "platform", "storage", "gitops", "database"]).Select(n => schedule.Levels[n]));
        Assert.Equal((11d, 13d), (schedule.StartOf("storage"), schedule.EndOf("storage")));
        Assert.Empty(schedule.Unknown);
    }

    [Fact]
    public void With_one_place_everything_takes_its_turn()
    {
        var schedule = new Schedule([("a", []), ("b", []), ("c", [])], _ => 2, parallelism: 1);

        Assert.Equal(6, schedule.Seconds);
        Assert.Equal([0d, 2, 4], ((string[])["a", "b", "c"]).Select(n => schedule.StartOf(n)!.Value));
    }

    [Fact]
    public void What_waits_for_a_layer_without_a_record_has_no_time()
    {
        var schedule = new Schedule([("a", []), ("b", ["a"]), ("c", ["b"]), ("d", [])], n => n == "b" ? null : 4, parallelism: 2);

        Assert.Equal(["b"], schedule.Unknown);
        Assert.Equal((4d, null, null, null), (schedule.StartOf("b"), schedule.EndOf("b"), schedule.StartOf("c"), schedule.EndOf("c")));
        Assert.Equal(4d, schedule.EndOf("d"));
        Assert.Equal(["a", "b", "c"], schedule.CriticalPath);
    }

    [Fact]
    public void The_end_is_never_before_the_critical_path_nor_after_one_layer_at_a_time()
    {
        var random = new Random(20261128);
        for (int round = 0; round < 500; round++)
        {
            double[] seconds = [.. Enumerable.Range(0, random.Next(1, 13)).Select(_ => (double)random.Next(0, 101))];
            int parallelism = random.Next(1, 6);
            (string Name, IReadOnlyList<string> Needs)[] layers =
                [.. seconds.Select((_, i) => (Name(i), (IReadOnlyList<string>)[.. Enumerable.Range(0, i).Where(_ => random.Next(3) == 0).Select(Name)]))];
            double Of(string name) => seconds[int.Parse(name[1..], CultureInfo.InvariantCulture)];
            var schedule = new Schedule(layers, n => Of(n), parallelism);

            double critical = schedule.CriticalPath.Sum(Of);
            Assert.InRange(schedule.Seconds, critical, seconds.Sum());
            Assert.True(parallelism < layers.Length || schedule.Seconds == critical, $"round {round}");
            Assert.All(layers, l => Assert.All(l.Needs, n => Assert.True(schedule.EndOf(n) <= schedule.StartOf(l.Name), $"round {round}: {l.Name} starts before {n} ended")));
        }

        static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"l{i}");
    }
}
