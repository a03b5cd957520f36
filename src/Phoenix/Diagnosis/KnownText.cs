namespace Phoenix.Diagnosis;

/// <summary>A text that lines are searched for.</summary>
public abstract record KnownText
{
    /// <summary>Stable name, e.g. <c>pgbackrest-no-backup-set</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Regular expression that finds it in one line; no look-around and no back-reference, because it must be able to run in linear time.</summary>
    public required string Pattern { get; init; }

    /// <summary>Texts of which one stands in every line that <see cref="Pattern"/> matches; ASCII, and without what JSON escapes.</summary>
    public required IReadOnlyList<string> Literals { get; init; }

    /// <summary>What happened.</summary>
    public required string What { get; init; }

    /// <summary>Real messages that it must match.</summary>
    public required IReadOnlyList<string> Matches { get; init; }

    /// <summary>Similar lines that it must not match.</summary>
    public required IReadOnlyList<string> MustNotMatch { get; init; }
}
