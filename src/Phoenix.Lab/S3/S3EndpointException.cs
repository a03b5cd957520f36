namespace Phoenix.Lab.S3;

/// <summary>The endpoint refused what the lab asked of it.</summary>
public sealed class S3EndpointException : Exception
{
    /// <summary>Carries the endpoint's own words.</summary>
    /// <param name="status">HTTP status of the answer.</param>
    /// <param name="code">S3 error code of the answer.</param>
    /// <param name="message">What went wrong.</param>
    public S3EndpointException(int status, string code, string message)
        : base(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The S3 endpoint answered {status} {code}: {message}")) => (Status, Code) = (status, code);

    /// <summary>HTTP status of the answer.</summary>
    public int Status { get; }

    /// <summary>S3 error code of the answer.</summary>
    public string Code { get; }
}
