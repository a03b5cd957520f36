namespace Phoenix.Lab.S3.Storage;

/// <summary>Which page of a listing is wanted.</summary>
/// <param name="Prefix">Only keys that begin with it.</param>
/// <param name="Delimiter">Keys are rolled up to its first occurrence behind the prefix; empty for none.</param>
/// <param name="After">Only what comes after this key or rolled-up prefix; null from the start.</param>
/// <param name="AfterPrefix">Whether <paramref name="After"/> is a rolled-up prefix, all of whose keys are behind us.</param>
/// <param name="Limit">Most entries on the page.</param>
internal sealed record ListQuery(string Prefix, string Delimiter, string? After, bool AfterPrefix, int Limit);
