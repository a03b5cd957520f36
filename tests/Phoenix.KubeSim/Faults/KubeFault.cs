namespace Phoenix.KubeSim.Faults;

/// <summary>A rule: which requests meet what.</summary>
public sealed record KubeFault
{
    /// <summary><c>get</c>, <c>list</c>, <c>watch</c>, <c>create</c>, <c>update</c>, <c>patch</c>, <c>apply</c>, <c>delete</c>, <c>deletecollection</c>, <c>connect</c> (logs and port-forward), <c>discover</c>; <c>write</c> for all that change something; null for any.</summary>
    public string? Verb { get; init; }

    /// <summary>Plural name of the type, such as <c>pods</c>; null for any.</summary>
    public string? Resource { get; init; }

    /// <summary>Namespace; null for any.</summary>
    public string? Namespace { get; init; }

    /// <summary>Name of the object; null for any.</summary>
    public string? Name { get; init; }

    /// <summary>How many requests meet it; null for all until it is lifted.</summary>
    public int? Times { get; init; }

    /// <summary>What they meet.</summary>
    public required KubeFaultEffect Effect { get; init; }

    /// <summary>Code of the answer, for <see cref="KubeFaultEffect.Answer"/>.</summary>
    public int Code { get; init; } = 500;

    /// <summary>Reason in the answer's Status.</summary>
    public string Reason { get; init; } = "InternalError";

    /// <summary>Message of the answer's Status.</summary>
    public string Message { get; init; } = "Internal error occurred: planted";

    /// <summary>Seconds of the header Retry-After; null for none.</summary>
    public int? RetryAfterSeconds { get; init; }

    /// <summary>For <see cref="KubeFaultEffect.Delay"/>.</summary>
    public TimeSpan Delay { get; init; }
}
