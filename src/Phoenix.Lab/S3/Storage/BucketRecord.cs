namespace Phoenix.Lab.S3.Storage;

/// <summary>What is stored about a bucket. A folder without it is a creation that was never acknowledged.</summary>
internal sealed record BucketRecord(DateTimeOffset Created);
