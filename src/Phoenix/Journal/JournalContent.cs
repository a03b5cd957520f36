namespace Phoenix.Journal;

/// <summary>A journal that was read and found whole, apart from what a crash may leave at its end.</summary>
/// <param name="Events">The events, in order.</param>
/// <param name="Head">Where the chain ends.</param>
/// <param name="TornTail">Bytes of an append that a crash cut short (its event was never acted upon); empty for none.</param>
/// <param name="Terminated">Whether the last whole line has its newline; a crash can cut off just that.</param>
public sealed record JournalContent(IReadOnlyList<JournalEvent> Events, JournalHead Head, ReadOnlyMemory<byte> TornTail, bool Terminated);
