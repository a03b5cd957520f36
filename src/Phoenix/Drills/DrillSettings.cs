using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Drills;

/// <summary>What a drill was asked to do.</summary>
public sealed record DrillSettings
{
    /// <summary>How many cycles.</summary>
    public int Cycles { get; init; } = 1;

    /// <summary>Where each rebirth ends.</summary>
    public RecoveryTarget Target { get; init; } = RecoveryTarget.Latest;

    /// <summary>When the wipe hits.</summary>
    public WipeMode WipeAt { get; init; } = WipeMode.Quiesced;

    /// <summary>Where the moment of an instant wipe is drawn from: the same seed draws the same moments.</summary>
    public int Seed { get; init; }

    /// <summary>Concurrent writers.</summary>
    public int Writers { get; init; } = 4;

    /// <summary>How long writers run after the backup (and again after a recovery target).</summary>
    public TimeSpan Load { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What the owner of the data asks.</summary>
    public Objectives Objectives { get; init; } = Objectives.None;

    /// <summary>Accounts that money moves between.</summary>
    public int Accounts { get; init; } = 64;

    /// <summary>Balance that each account begins with.</summary>
    public long InitialBalance { get; init; } = 1_000_000;

    /// <summary>Fewest acknowledged writes for a verdict that is not vacuous.</summary>
    public long MinimumAcknowledged { get; init; } = 100;

    /// <summary>Most segments that may wait to be archived when an instant wipe is let go: what waits is lost by it.</summary>
    public int MostWaitingSegments { get; init; } = 8;

    /// <summary>Longest wait for the archive to hold the last segment.</summary>
    public TimeSpan ArchiveTimeout { get; init; } = TimeSpan.FromMinutes(2);
}
