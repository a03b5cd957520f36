namespace Phoenix.Lab.S3.Storage;

/// <summary>What is known about an object beside its bytes; stored in the object's own file.</summary>
internal sealed record ObjectRecord
{
    public required string Key { get; init; }

    public long Size { get; init; }

    /// <summary>Hex MD5, or MD5 of the parts' MD5s and "-N"; without quotes.</summary>
    public string ETag { get; init; } = "";

    /// <summary>Whole seconds, as HTTP dates have no more.</summary>
    public DateTimeOffset LastModified { get; init => field = value.AddTicks(-(value.Ticks % TimeSpan.TicksPerSecond)); }

    /// <summary>Content-Type and the other standard headers that are given back as they came.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>x-amz-meta-* without the prefix.</summary>
    public IReadOnlyDictionary<string, string> UserMetadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Checksums that were verified on the way in, by header name.</summary>
    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();

    /// <summary>The upload this object was completed from: lets a repeated completion be told apart.</summary>
    public string? UploadId { get; init; }
}
