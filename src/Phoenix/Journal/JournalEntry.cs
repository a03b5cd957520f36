namespace Phoenix.Journal;

/// <summary>One line of the journal, as JSON has it.</summary>
/// <param name="Seq">Number of the line, from 1.</param>
/// <param name="Prev">SHA-256, lower-case hex, of the line before.</param>
/// <param name="Event">The event.</param>
/// <param name="Sum">SHA-256, lower-case hex, of this line up to the comma before this member.</param>
internal sealed record JournalEntry(long Seq, string Prev, JournalEvent Event, string Sum);
