namespace Phoenix.Plans;

/// <summary>When layers run, as far as durations are known: each starts once its needs have ended and one of the places is free, in the order given.</summary>
public sealed class Schedule
{
    private readonly Dictionary<string, (double Start, double End)> _times = [];
    private readonly HashSet<string> _uncertain = [];

    /// <summary>Computes it.</summary>
    /// <param name="layers">Name and needs, each after all it needs.</param>
    /// <param name="seconds">Duration of a layer in seconds; null when it is not known.</param>
    /// <param name="parallelism">How many may run at once, at least 1.</param>
    public Schedule(IReadOnlyList<(string Name, IReadOnlyList<string> Needs)> layers, Func<string, double?> seconds, int parallelism)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(seconds);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        Unknown = [.. layers.Select(l => l.Name).Where(n => seconds(n) is null)];
        CriticalPath = Longest(layers, n => Unknown.Count == 0 ? seconds(n)!.Value : 1);
        Levels = Level(layers);
        foreach ((string name, IReadOnlyList<string> needs) in layers.Where(l => l.Needs.Any(n => Unknown.Contains(n) || _uncertain.Contains(n))))
        {
            _uncertain.Add(name);
        }

        Simulate(layers, n => seconds(n) ?? 0, parallelism);
    }

    /// <summary>The layers whose duration is not known. As long as there is one, <see cref="Seconds"/> is a lower bound.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>
    /// The longest chain of needs, in its order: what must become faster for the whole to become faster. By duration when all are known, else by the number
    /// of layers.
    /// </summary>
    public IReadOnlyList<string> CriticalPath { get; }

    /// <summary>Each layer's level: 0 without needs, else one more than the highest of those it needs.</summary>
    public IReadOnlyDictionary<string, int> Levels { get; }

    /// <summary>Seconds from the beginning to the end of the last layer, unknown ones counted as nothing.</summary>
    public double Seconds => _times.Values.Select(t => t.End).DefaultIfEmpty(0).Max();

    /// <summary>Seconds from the beginning to the start of a layer; null when the duration of one that it waits for is not known.</summary>
    public double? StartOf(string layer) => _uncertain.Contains(layer) ? null : _times[layer].Start;

    /// <summary>Seconds from the beginning to the end of a layer; null when its duration, or that of one that it waits for, is not known.</summary>
    public double? EndOf(string layer) => _uncertain.Contains(layer) || Unknown.Contains(layer) ? null : _times[layer].End;

    private static List<string> Longest(IReadOnlyList<(string Name, IReadOnlyList<string> Needs)> layers, Func<string, double> weight)
    {
        Dictionary<string, (double Length, string? Before)> longest = [];
        foreach ((string name, IReadOnlyList<string> needs) in layers)
        {
            string? before = needs.Count == 0 ? null : needs.MaxBy(n => longest[n].Length);
            longest[name] = ((before is null ? 0 : longest[before].Length) + weight(name), before);
        }

        List<string> path = [];
        for (string? at = longest.Count == 0 ? null : longest.MaxBy(l => l.Value.Length).Key; at is not null; at = longest[at].Before)
        {
            path.Insert(0, at);
        }

        return path;
    }

    private static Dictionary<string, int> Level(IReadOnlyList<(string Name, IReadOnlyList<string> Needs)> layers)
    {
        Dictionary<string, int> levels = [];
        foreach ((string name, IReadOnlyList<string> needs) in layers)
        {
            levels[name] = needs.Select(n => levels[n] + 1).DefaultIfEmpty(0).Max();
        }

        return levels;
    }

    // As the runner does it: whenever a place is free, the first layer of the list whose needs have ended.
    private void Simulate(IReadOnlyList<(string Name, IReadOnlyList<string> Needs)> layers, Func<string, double> seconds, int parallelism)
    {
        List<(string Name, IReadOnlyList<string> Needs)> waiting = [.. layers];
        List<string> running = [];
        double now = 0;
        while (waiting.Count > 0)
        {
            foreach ((string Name, IReadOnlyList<string> Needs) layer in waiting.Where(l => l.Needs.All(n => _times.ContainsKey(n) && !running.Contains(n))).ToArray())
            {
                if (running.Count == parallelism)
                {
                    break;
                }

                waiting.Remove(layer);
                running.Add(layer.Name);
                _times[layer.Name] = (now, now + seconds(layer.Name));
            }

            if (running.Count == 0)
            {
                throw new InvalidOperationException("the layers are not in the order of their needs");
            }

            now = running.Min(n => _times[n].End);
            running.RemoveAll(n => _times[n].End <= now);
        }
    }
}
