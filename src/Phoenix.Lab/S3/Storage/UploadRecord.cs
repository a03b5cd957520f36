namespace Phoenix.Lab.S3.Storage;

/// <summary>A multipart upload that is neither completed nor aborted.</summary>
internal sealed record UploadRecord
{
    public required string Id { get; init; }

    public required DateTimeOffset Initiated { get; init; }

    /// <summary>Key, headers and metadata of the object it will become.</summary>
    public required ObjectRecord Object { get; init; }
}
