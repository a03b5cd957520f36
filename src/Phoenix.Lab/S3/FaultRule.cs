namespace Phoenix.Lab.S3;

/// <summary>Makes matching requests fail before they do anything. Conditions left out match every request.</summary>
public sealed record FaultRule
{
    /// <summary>Names the rule among the others.</summary>
    public required string Id { get; init; }

    /// <summary>Only requests of this access key id.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Only requests with this HTTP method.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// Only requests whose decoded key (empty for a request on a bucket) this regular expression finds a match in. A
    /// match that takes over 100 ms fails the request with InternalError.
    /// </summary>
    public string? KeyPattern { get; init; }

    /// <summary>HTTP status of the answer, 400 to 599.</summary>
    public required int Status { get; init; }

    /// <summary>S3 error code of the answer, such as SlowDown.</summary>
    public required string Code { get; init; }

    /// <summary>Message of the answer.</summary>
    public required string Message { get; init; }

    /// <summary>How many requests fail before the rule is spent; null for all.</summary>
    public int? Count { get; init; }
}
