namespace Phoenix.Verification;

/// <summary>The other runs of a state directory, as one run sees them.</summary>
/// <param name="Earlier">Intact runs that began before it, newest first.</param>
/// <param name="Later">Intact runs that began after it, oldest first.</param>
/// <param name="Damaged">Names of runs whose evidence cannot be relied on, for the explanation.</param>
public sealed record RunNeighbours(IReadOnlyList<SealedRun> Earlier, IReadOnlyList<SealedRun> Later, IReadOnlyList<string> Damaged);
