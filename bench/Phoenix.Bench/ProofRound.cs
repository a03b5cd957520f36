namespace Phoenix.Bench;

/// <summary>One proof, as its process measured it.</summary>
/// <param name="Seconds">From the first byte of the ledger files to the last checker.</param>
/// <param name="PeakMegabytes">Peak resident memory of the whole process.</param>
/// <param name="Stages">Seconds of each part.</param>
internal sealed record ProofRound(double Seconds, double PeakMegabytes, IReadOnlyDictionary<string, double> Stages);
