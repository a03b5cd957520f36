namespace Phoenix.Lab.S3;

/// <summary>What happens to a request that a fault rule matches.</summary>
public enum FaultEffect
{
    /// <summary>It is answered with the rule's status and code, and does nothing.</summary>
    Refuse,

    /// <summary>It is served after the rule's delay.</summary>
    Delay,

    /// <summary>The connection is reset in the middle of the body that goes up or comes down; a request without one is served.</summary>
    ResetBody,

    /// <summary>It is carried out to its end, and the connection is reset instead of an answer.</summary>
    LoseAnswer,
}
