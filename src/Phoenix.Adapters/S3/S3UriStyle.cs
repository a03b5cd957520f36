namespace Phoenix.Adapters.S3;

/// <summary>Where the bucket's name stands in a request's URI (pgBackRest's <c>repo1-s3-uri-style</c>).</summary>
public enum S3UriStyle
{
    /// <summary>In the path: <c>https://endpoint/bucket/key</c>.</summary>
    Path,

    /// <summary>In the host name: <c>https://bucket.endpoint/key</c>.</summary>
    Host,
}
