namespace Phoenix.Proof;

/// <summary>A row of the reborn server that should not be there.</summary>
/// <param name="Kind">Why not.</param>
/// <param name="Row">The row.</param>
public readonly record struct Phantom(PhantomKind Kind, LedgerRow Row)
{
    /// <summary>For messages: kind, writer and number.</summary>
    public override string ToString() => $"{Kind} (writer {Row.Writer} number {Row.Number})";
}
