namespace Phoenix.Proof;

/// <summary>One transfer that a writer is about to send; recorded before its first byte leaves.</summary>
/// <param name="Writer">Number of the writer, from 0.</param>
/// <param name="Number">The writer's own counter, from 1, without gaps.</param>
/// <param name="Nonce">Random; tells this attempt from any other one with the same numbers.</param>
/// <param name="From">Account that pays.</param>
/// <param name="To">Account that receives; never <paramref name="From"/>.</param>
/// <param name="Amount">Amount moved, above zero.</param>
/// <param name="Digest">See <see cref="LedgerDigest"/>.</param>
public readonly record struct Attempt(int Writer, long Number, long Nonce, int From, int To, long Amount, long Digest);
