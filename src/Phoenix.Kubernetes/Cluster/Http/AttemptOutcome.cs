namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>What one attempt brought.</summary>
/// <param name="Reply">The answer; null where there was none.</param>
/// <param name="Trouble">What kept it from succeeding, for messages.</param>
/// <param name="IsUnsent">Whether the request surely never reached the server.</param>
/// <param name="Cause">The error; null where there was an answer.</param>
internal readonly record struct AttemptOutcome(ApiReply? Reply, string Trouble, bool IsUnsent, Exception? Cause);
