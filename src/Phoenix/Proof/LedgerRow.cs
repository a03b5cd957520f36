namespace Phoenix.Proof;

/// <summary>One row of <c>phoenix_proof.ledger</c> as the reborn server returned it.</summary>
/// <param name="Run">The run that wrote it.</param>
/// <param name="Cycle">The cycle that wrote it.</param>
/// <param name="Writer">The writer.</param>
/// <param name="Number">The writer's counter.</param>
/// <param name="Nonce">The attempt's nonce.</param>
/// <param name="From">Account that paid.</param>
/// <param name="To">Account that received.</param>
/// <param name="Amount">Amount moved.</param>
/// <param name="Digest">The digest that the client computed.</param>
public readonly record struct LedgerRow(Guid Run, int Cycle, int Writer, long Number, long Nonce, int From, int To, long Amount, long Digest);
