namespace Phoenix.Bench;

/// <summary>What a round of <see cref="WatchBench"/> counted of one client.</summary>
internal sealed record WatchClient
{
    /// <summary>Until all objects were known and watched.</summary>
    public RequestCount Known { get; init; }

    /// <summary>In the minute in which nothing happened.</summary>
    public RequestCount Quiet { get; init; }

    /// <summary>While objects changed.</summary>
    public RequestCount Changing { get; init; }

    /// <summary>While objects changed and the watches were cut each second.</summary>
    public RequestCount Cut { get; init; }

    /// <summary>Memory in MiB: Phoenix' peak, until after its wait; of kubectl what all have at the end of the quiet minute, shared pages counted once.</summary>
    public double Megabytes { get; init; }
}
