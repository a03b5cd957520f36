namespace Phoenix.Kubernetes.Cluster.Http;

/// <summary>One call of an API server.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Path and query, below the server's address.</param>
/// <param name="What">What is done, for messages: <c>read Deployment a/b</c>.</param>
internal sealed record ApiRequest(HttpMethod Method, string Path, string What)
{
    /// <summary>The body; null for none.</summary>
    public byte[]? Content { get; init; }

    /// <summary>The body's media type.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whether the answer is text and no JSON.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether the answer is a list, which is read object by object.</summary>
    public bool IsList { get; init; }

    /// <summary>Whether it may be sent again when nobody knows whether it was carried out.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Whether the server's words may quote a secret, and are kept to names of fields.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>The field manager of an apply, for hints; null for other calls.</summary>
    public string? Manager { get; init; }

    // A record prints every member by itself; the body may be a Secret.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(Method).Append(' ').Append(Path);
        return true;
    }
}
