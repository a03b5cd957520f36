namespace Phoenix.Ports;

/// <summary>What an S3 endpoint makes of the condition of a put (<c>If-None-Match: *</c>).</summary>
public enum ConditionalPuts
{
    /// <summary>It keeps to the condition: the second of two first puts is refused.</summary>
    Kept,

    /// <summary>It refuses every such put and stores nothing.</summary>
    Refused,

    /// <summary>It stores the object whatever the condition says, and calls that a success.</summary>
    Ignored,
}
