namespace Phoenix.Plans;

/// <summary>What a create would do with the database.</summary>
public enum RestoreOutcome
{
    /// <summary>It is there and was published: it is kept as it is.</summary>
    Kept,

    /// <summary>It comes back from the repository.</summary>
    Restored,

    /// <summary>A new, empty one is made: the lab is new, and its repository holds nothing.</summary>
    Initialized,

    /// <summary>The create would refuse, for the reason given.</summary>
    Refused,

    /// <summary>It could not be looked at, for the reason given.</summary>
    Unknown,
}
