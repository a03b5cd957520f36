namespace Phoenix.Lab.S3.Storage;

/// <summary>One page of a listing, in key order.</summary>
/// <param name="Objects">The keys on the page.</param>
/// <param name="CommonPrefixes">The rolled-up prefixes on the page.</param>
/// <param name="Last">The last key or prefix of the page.</param>
/// <param name="LastIsPrefix">Whether <paramref name="Last"/> is a rolled-up prefix.</param>
/// <param name="Truncated">Whether more follows.</param>
internal sealed record ListPage(
    IReadOnlyList<ObjectRecord> Objects, IReadOnlyList<string> CommonPrefixes, string? Last, bool LastIsPrefix, bool Truncated);
