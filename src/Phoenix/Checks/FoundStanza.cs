namespace Phoenix.Checks;

/// <summary>A stanza with a <c>backup.info</c>.</summary>
/// <param name="Path">The repository's path as <c>repo1-path</c> spells it, with its leading slash.</param>
/// <param name="Stanza">The stanza.</param>
public sealed record FoundStanza(string Path, string Stanza);
