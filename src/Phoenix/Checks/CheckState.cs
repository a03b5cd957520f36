namespace Phoenix.Checks;

/// <summary>Three values; when they are combined the larger one wins: NotSafe &gt; CouldNotTell &gt; Safe.</summary>
public enum CheckState
{
    /// <summary>Looked at, and it holds.</summary>
    Safe,

    /// <summary>Could not be looked at, or what was seen is too little to tell. Never safe.</summary>
    CouldNotTell,

    /// <summary>Looked at, and it does not hold.</summary>
    NotSafe,
}
