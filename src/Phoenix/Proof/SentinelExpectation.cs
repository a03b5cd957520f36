namespace Phoenix.Proof;

/// <summary>What a sentinel must look like after the rebirth.</summary>
public enum SentinelExpectation
{
    /// <summary>Must be there, with its own content.</summary>
    Present,

    /// <summary>Must not be there.</summary>
    Absent,

    /// <summary>Either way (D without synchronous streaming).</summary>
    Either,
}
