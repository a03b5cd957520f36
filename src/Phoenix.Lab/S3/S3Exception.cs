namespace Phoenix.Lab.S3;

/// <summary>Refuses a request with an error of the catalogue.</summary>
internal sealed class S3Exception(S3Error error, string? message = null, params IReadOnlyList<(string Name, string Value)> details)
    : Exception(message ?? error.Message)
{
    public S3Error Error { get; } = error;

    /// <summary>Elements added to the error document, such as the right Region.</summary>
    public IReadOnlyList<(string Name, string Value)> Details { get; } = details;
}
