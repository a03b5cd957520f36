namespace Phoenix.Verification;

/// <summary>The clients' ledger of one seeding, as it is found now.</summary>
/// <param name="Cycle">The cycle, from 1.</param>
/// <param name="Attempt">The seeding, from 1.</param>
/// <param name="Sha256">SHA-256, lower-case hex, over its files in writer order, which is what the witness keeps.</param>
public sealed record LedgerFiles(int Cycle, int Attempt, string Sha256);
