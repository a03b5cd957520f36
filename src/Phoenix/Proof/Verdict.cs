namespace Phoenix.Proof;

/// <summary>Three values; when they are combined the larger one wins: Refuted &gt; Inconclusive &gt; Proven.</summary>
public enum Verdict
{
    /// <summary>Looked at, and it holds.</summary>
    Proven,

    /// <summary>Could not be looked at, or what was seen is too little to tell.</summary>
    Inconclusive,

    /// <summary>Looked at, and it does not hold.</summary>
    Refuted,
}
