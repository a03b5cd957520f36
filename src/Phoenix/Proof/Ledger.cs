namespace Phoenix.Proof;

/// <summary>The clients' account of all attempts of one cycle, with the rows of the reborn server marked in it.</summary>
public sealed class Ledger
{
}
