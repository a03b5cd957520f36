namespace Phoenix.Kubernetes.Cluster;

/// <summary>One cause of an API server's refusal.</summary>
/// <param name="Reason">Such as <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Field">The field, as a path; empty for none.</param>
/// <param name="Message">Its words.</param>
public sealed record ApiStatusCause(string Reason, string Field, string Message);
