namespace Phoenix.Lab.S3.Storage;

/// <summary>One uploaded part; stored in the part's own file.</summary>
internal sealed record PartRecord
{
    public required int Number { get; init; }

    public long Size { get; init; }

    /// <summary>Hex MD5 without quotes.</summary>
    public string ETag { get; init; } = "";

    public DateTimeOffset LastModified { get; init; }

    public IReadOnlyDictionary<string, string> Checksums { get; init; } = new Dictionary<string, string>();
}
