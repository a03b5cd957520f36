namespace Phoenix.Diagnosis;

/// <summary>When a text that healthy runs print too is a fault. All that is given must hold.</summary>
public sealed record FailureCondition
{
    /// <summary>It stands in at least so many lines of one input.</summary>
    public int? Count { get; init; }

    /// <summary>One of these failures (by id) is found in the same line or further down in the same input.</summary>
    public IReadOnlyList<string>? Later { get; init; }

    /// <summary>One of these failures (by id) is found anywhere in what was read.</summary>
    public IReadOnlyList<string>? Anywhere { get; init; }

    /// <summary>In one input it stands in more lines than these signs (by id) together.</summary>
    public IReadOnlyList<string>? MoreThan { get; init; }

    /// <summary>None of these signs (by id) is found in its last line or further down in the same input.</summary>
    public IReadOnlyList<string>? UnlessLater { get; init; }

    /// <summary>The input is what something printed that is known to have failed: the log of a failed layer, the reason of an error.</summary>
    public bool? Failed { get; init; }
}
