namespace Phoenix.Kubernetes.Cluster;

/// <summary>What the API server answered, as the cause of the <see cref="Errors.PhoenixException"/> that a call ends in: for callers who decide by it.</summary>
public sealed class ApiStatusException : Exception
{
    /// <summary>Takes the answer.</summary>
    /// <param name="status">The HTTP status.</param>
    /// <param name="reason">The <c>Status</c> object's reason.</param>
    /// <param name="message">Its message.</param>
    /// <param name="causes">Its causes: reason, field, message.</param>
    public ApiStatusException(int status, string reason, string message, IReadOnlyList<ApiStatusCause> causes)
        : base(message) => (Status, Reason, Causes) = (status, reason, causes);

    /// <summary>The HTTP status.</summary>
    public int Status { get; }

    /// <summary>The reason in the API's words, such as <c>Conflict</c>, <c>Invalid</c>; empty when the answer had none.</summary>
    public string Reason { get; }

    /// <summary>Its causes.</summary>
    public IReadOnlyList<ApiStatusCause> Causes { get; }

    /// <summary>Whether the object was changed since it was read: read it again and repeat.</summary>
    public bool IsStale => Status == 409 && Reason == "Conflict" && !IsOwnedByOthers;

    /// <summary>Whether fields of an apply belong to other field managers.</summary>
    public bool IsOwnedByOthers => Status == 409 && Causes.Any(c => c.Reason == "FieldManagerConflict");
}
