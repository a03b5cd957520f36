namespace Phoenix.Checks;

/// <summary>One lifecycle rule of a bucket that is switched on.</summary>
/// <param name="Name">Its id.</param>
/// <param name="Prefix">The keys that it applies to begin so; empty for all.</param>
/// <param name="Limits">Other conditions, in words (tags, sizes); null for none.</param>
public sealed record BucketRule(string Name, string Prefix, string? Limits)
{
    /// <summary>When it removes objects, in words; null when it does not.</summary>
    public string? Removes { get; init; }

    /// <summary>When it moves objects to where they cannot be read at once, in words; null when it does not.</summary>
    public string? Freezes { get; init; }

    /// <summary>Whether it applies to tagged objects only; pgBackRest tags none unless it is told to.</summary>
    public bool NeedsTag { get; init; }
}
