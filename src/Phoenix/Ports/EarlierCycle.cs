using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>A cycle on record whose rows a recovery target of the past can cut: it knows what was written around that target, and what was acknowledged.</summary>
/// <param name="Run">The run.</param>
/// <param name="RunName">The run's name.</param>
/// <param name="Cycle">The cycle, from 1.</param>
/// <param name="Backup">The full backup that the cycle took.</param>
/// <param name="Witness">Its witness.</param>
/// <param name="Load">How much load that cycle had to have.</param>
/// <param name="RestorePoint">The restore point between its B and C; null when it set none.</param>
/// <param name="ReadLedger">Reads the clients' account; its rows are not marked yet. Throws RecordDamaged.</param>
public sealed record EarlierCycle(
    Guid Run,
    string RunName,
    int Cycle,
    BackupSet Backup,
    Witness Witness,
    LoadRequirement Load,
    string? RestorePoint,
    Func<Ledger> ReadLedger)
{
    /// <summary>For messages.</summary>
    public override string ToString() => $"cycle {Cycle} of run {RunName}";
}
