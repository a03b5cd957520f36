using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Plans;

/// <summary>What a create would do with the database, and what it would restore it from.</summary>
/// <param name="Outcome">What it would do.</param>
/// <param name="Reason">Why, in words.</param>
public sealed record RestorePlan(RestoreOutcome Outcome, string Reason)
{
    /// <summary>The repository; null when it is not known.</summary>
    public RepositoryLocation? Repository { get; init; }

    /// <summary>The newest backup, which a restore to the end of WAL begins with; null for none.</summary>
    public BackupSet? Backup { get; init; }

    /// <summary>The newest timeline in the archive; null for none.</summary>
    public uint? Timeline { get; init; }

    /// <summary>Name of the newest segment of that timeline; null for none.</summary>
    public string? NewestSegment { get; init; }

    /// <summary>What the rebirth will be compared with; null for none.</summary>
    public Witness? Witness { get; init; }

    /// <summary>Whose the repository is, where it is not this stack's; null otherwise.</summary>
    public string? OtherOwner { get; init; }
}
