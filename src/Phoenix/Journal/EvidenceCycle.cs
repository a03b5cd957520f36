using Phoenix.Proof;

namespace Phoenix.Journal;

/// <summary>One cycle of the run.</summary>
public sealed record EvidenceCycle
{
    /// <summary>The cycle, from 1.</summary>
    public required int N { get; init; }

    /// <summary>Its verdict, which is never better than its worst finding.</summary>
    public required Verdict Verdict { get; init; }

    /// <summary>pgBackRest's label of its full backup; null when none was taken.</summary>
    public required string? BackupLabel { get; init; }

    /// <summary>The recovery target with the value that was set; null when it was not set.</summary>
    public required string? Target { get; init; }

    /// <summary>RTA; null when no read and write was verified.</summary>
    public required EvidenceRta? Rta { get; init; }

    /// <summary>RPA; null when it was not measured.</summary>
    public required RecoveryPointActual? Rpa { get; init; }

    /// <summary>The layers.</summary>
    public required IReadOnlyList<EvidenceLayer> Layers { get; init; }

    /// <summary>The steps.</summary>
    public required IReadOnlyList<EvidenceStep> Steps { get; init; }

    /// <summary>The sentinels.</summary>
    public required IReadOnlyList<SentinelResult> Sentinels { get; init; }

    /// <summary>The ledger in numbers; null when it was not compared.</summary>
    public required LedgerCounts? Ledger { get; init; }

    /// <summary>The database before and after; null when neither was observed.</summary>
    public required DatabaseResult? Database { get; init; }

    /// <summary>The gate; null when it was not evaluated.</summary>
    public required EvidenceGate? Gate { get; init; }

    /// <summary>Whether the rebirth was published, and may have written to the repository.</summary>
    public required bool Published { get; init; }

    /// <summary>Why earlier rebirths were destroyed, unpublished.</summary>
    public required IReadOnlyList<string> Discarded { get; init; }

    /// <summary>What the checkers say.</summary>
    public required IReadOnlyList<EvidenceFinding> Findings { get; init; }
}
