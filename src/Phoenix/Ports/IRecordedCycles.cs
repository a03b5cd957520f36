namespace Phoenix.Ports;

/// <summary>The cycles that earlier runs left on record.</summary>
public interface IRecordedCycles
{
    /// <summary>Those of one stack whose planned wipe had a witness, newest first. A run whose journal is damaged or whose ledger was pruned has none.</summary>
    IReadOnlyList<EarlierCycle> Read(string stack);
}
