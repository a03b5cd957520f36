using Phoenix.Journal;

namespace Phoenix.Verification;

/// <summary>A run whose evidence is intact, as the chain of seals sees it.</summary>
/// <param name="Name">The run's name.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When it ended; its evidence was sealed after that.</param>
/// <param name="Seal">Its seal.</param>
public sealed record SealedRun(string Name, DateTimeOffset StartedAt, DateTimeOffset FinishedAt, EvidenceSeal Seal)
{
    /// <summary>What the chain needs of a run's evidence.</summary>
    /// <exception cref="ArgumentException">The evidence has no seal.</exception>
    public static SealedRun Of(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        return new SealedRun(
            evidence.RunId, evidence.StartedAt, evidence.FinishedAt, evidence.Seal ?? throw new ArgumentException("the evidence was not sealed", nameof(evidence)));
    }
}
