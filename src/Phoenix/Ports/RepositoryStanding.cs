namespace Phoenix.Ports;

/// <summary>Whose a repository is, as the object beside it says. Read, nothing is claimed by looking.</summary>
/// <param name="IsOurs">Whether it is this stack's.</param>
/// <param name="Owner">Whose it is; null when nobody has put a name on it.</param>
/// <param name="IsReleased">Whether its owner was shown to be gone.</param>
public sealed record RepositoryStanding(bool IsOurs, string? Owner, bool IsReleased);
