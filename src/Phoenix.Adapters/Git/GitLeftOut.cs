namespace Phoenix.Adapters.Git;

/// <summary>Something in a revision that was not read.</summary>
/// <param name="Path">Its path from the top.</param>
/// <param name="What">What it is, and that it was not read.</param>
/// <param name="LeadsTo">The folder of the revision that it is a link to; null when it is none.</param>
public sealed record GitLeftOut(string Path, string What, string? LeadsTo = null);
