namespace Phoenix.Lab.S3;

/// <summary>Disturbs matching requests. Conditions left out match every request.</summary>
public sealed record FaultRule
{
    /// <summary>Names the rule among the others.</summary>
    public required string Id { get; init; }

    /// <summary>What happens to them.</summary>
    public FaultEffect Effect { get; init; }

    /// <summary>Only requests of this access key id.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Only requests with this HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// Only requests whose decoded key (empty for a request on a bucket) this regular expression finds a match in. A
    /// match that takes over 100 ms fails the request with InternalError.
    /// </summary>
    public string? KeyPattern { get; init; }

    /// <summary>Only this share of them, from 0 (none) to 1 (all), drawn in a fixed order for a rule's id.</summary>
    public double Share { get; init; } = 1;

    /// <summary>How many requests are hit before the rule is spent; null for all.</summary>
    public int? Count { get; init; }

    /// <summary>HTTP status of a refusal, 400 to 599.</summary>
    public int Status { get; init; }

    /// <summary>S3 error code of a refusal, such as SlowDown.</summary>
    public string? Code { get; init; }

    /// <summary>Message of a refusal.</summary>
    public string? Message { get; init; }

    /// <summary>How long a delay lasts; up to a minute.</summary>
    public TimeSpan Delay { get; init; }
}
