namespace Phoenix.Diagnosis;

// Generated readers set what a file lacks to null, whatever a property begins with.

/// <summary>One entry of the catalogue, member for member <c>docs/spec/failures.schema.json</c>.</summary>
public sealed record KnownFailure : KnownText
{
    /// <summary>What it costs.</summary>
    public required FailureSeverity Severity { get; init; }

    /// <summary>Why.</summary>
    public required string Cause { get; init; }

    /// <summary>What to do.</summary>
    public required string Remedy { get; init; }

    /// <summary>How to see that it is mended.</summary>
    public required string Verify { get; init; }

    /// <summary>How to see it before a wipe; null where nothing can be seen.</summary>
    public string? Prevention { get; init; }

    /// <summary>Where this is known from.</summary>
    public required string Source { get; init; }

    /// <summary>Programs and versions that it was reproduced with; empty for one that is known from source or reports only.</summary>
    public required IReadOnlyList<string> Versions { get; init; }

    /// <summary>When the entry was last compared with its source.</summary>
    public required DateOnly LastChecked { get; init; }

    /// <summary>Failures (by id, with <c>*</c> at the end for all that begin so) that this one only follows from.</summary>
    public IReadOnlyList<string> EchoOf { get => field ?? []; init; }

    /// <summary>Failures that say more of the same line: where one of them matches, this one does not count.</summary>
    public IReadOnlyList<string> BroaderThan { get => field ?? []; init; }

    /// <summary>For a text that healthy runs print too: when it is a fault. One of them must hold; empty for a text that always is.</summary>
    public IReadOnlyList<FailureCondition> When { get => field ?? []; init; }

    /// <summary>Where healthy runs print it; given exactly where <see cref="When"/> is.</summary>
    public string? Otherwise { get; init; }

    /// <summary>Whether waiting cannot mend it, nor anything that a stack does by itself: a wait that meets it ends at once.</summary>
    public bool Permanent { get; init; }

    /// <summary>The driven program; the catalogue's file that the entry stands in.</summary>
    public string Component { get => field ?? ""; init; }
}
