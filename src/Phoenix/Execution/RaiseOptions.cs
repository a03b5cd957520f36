namespace Phoenix.Execution;

/// <summary>What is raised, and how.</summary>
public sealed record RaiseOptions
{
    /// <summary>How many layers may be raised at once, at least 1.</summary>
    public int Parallelism { get; init; } = 4;

    /// <summary>Layers whose up is not run, with the reason; their gates are awaited all the same.</summary>
    public IReadOnlyDictionary<string, string> DoneBefore { get; init; } = new Dictionary<string, string>();

    /// <summary>Layers that are left out altogether: not raised, not looked at, not mentioned.</summary>
    public IReadOnlySet<string> LeftOut { get; init; } = new HashSet<string>();

    /// <summary>What is done with a layer once its gates hold and before it counts as Ready, by its name: a database is compared and published.</summary>
    public IReadOnlyDictionary<string, Func<CancellationToken, Task>> Settle { get; init; } = new Dictionary<string, Func<CancellationToken, Task>>();

    /// <summary>Bound of what <see cref="Settle"/> does, beside that of the layer.</summary>
    public TimeSpan SettleTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>When raising began, as the clock's timestamp, where this is not its beginning; milestones count from there.</summary>
    public long? StartedAt { get; init; }

    /// <summary>Finish lines: reached when all their layers are Ready.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Milestones { get; init; } = new Dictionary<string, IReadOnlyList<string>>();
}
