namespace Phoenix.Checks;

/// <summary>What a search for stanzas found.</summary>
/// <param name="Found">The stanzas, those of the configured path first.</param>
/// <param name="IsWhole">Whether everything was looked at; false when the search was ended by its bound.</param>
/// <param name="OtherBuckets">Names of other buckets that the same credentials can see; empty where nothing had to be looked for, or they cannot be listed.</param>
public sealed record StanzaSearchResult(IReadOnlyList<FoundStanza> Found, bool IsWhole, IReadOnlyList<string> OtherBuckets);
