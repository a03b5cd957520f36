namespace Phoenix.Adapters.S3;

/// <summary>Bounds on one call to an S3 endpoint.</summary>
/// <param name="Total">Longest time for one call, retries included; for a content stream, the longest silence.</param>
/// <param name="Attempt">Longest time for one attempt until the answer's head is there.</param>
/// <param name="Connect">Longest time to connect, TLS included.</param>
/// <param name="Retries">Attempts after the first one, for errors that may pass (no connection, 5xx, throttling).</param>
public sealed record S3Limits(TimeSpan Total, TimeSpan Attempt, TimeSpan Connect, int Retries)
{
    /// <summary>30 s in all, 10 s an attempt, 5 s to connect, 3 retries.</summary>
    public static S3Limits Default { get; } = new(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(5), 3);
}
