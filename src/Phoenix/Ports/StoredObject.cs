namespace Phoenix.Ports;

/// <summary>One object of a bucket, as a listing shows it.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">The entity tag without quotes.</param>
/// <param name="LastModified">The endpoint's time of the last write.</param>
public sealed record StoredObject(string Key, long Size, string ETag, DateTimeOffset LastModified);
