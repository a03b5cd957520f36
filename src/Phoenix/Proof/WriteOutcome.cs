namespace Phoenix.Proof;

/// <summary>How an attempted write ended, as its client saw it.</summary>
public enum WriteOutcome
{
    /// <summary>Sent, and nothing more is known: the client died before it could say. Treated as <see cref="InDoubt"/>.</summary>
    Pending = 0,

    /// <summary>The command tag COMMIT arrived, with no notice and no cancel.</summary>
    Acknowledged = 1,

    /// <summary>An error came before COMMIT was sent: the write cannot be there.</summary>
    Failed = 2,

    /// <summary>Anything else: it may be there or not.</summary>
    InDoubt = 3,
}
