using System.Globalization;
using Phoenix.Errors;

namespace Phoenix.Journal;

/// <summary>Reads a journal and verifies all of it: every line's sum, the chain, the numbering.</summary>
internal static class JournalReader
{
    public static JournalContent Read(Stream journal)
    {
        using MemoryStream copy = new();
        journal.CopyTo(copy);
        return Read(copy.ToArray());
    }

    public static JournalContent Read(ReadOnlyMemory<byte> data)
    {
        List<JournalEvent> events = [];
        JournalHead head = JournalHead.Empty;
        int position = 0;
        int lineNumber = 0;
        (int Start, int Line)? skipped = null;
        bool terminated = true;
        while (position < data.Length)
        {
            int newline = data.Span[position..].IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = newline < 0 ? data.Span[position..] : data.Span.Slice(position, newline);
            lineNumber++;
            if (JournalLine.IsWhole(line))
            {
                JournalEntry entry = Verify(line, lineNumber, head);
                VerifySkip(entry.Event, lineNumber, skipped, data.Span[(skipped?.Start ?? position)..position]);
                skipped = null;
                events.Add(entry.Event);
                head = new JournalHead(entry.Seq, JournalLine.Hash(line));
                terminated = newline >= 0;
            }
            else
            {
                skipped ??= (position, lineNumber);
            }

            position = newline < 0 ? data.Length : position + newline + 1;
        }

        if (skipped is not (int tail, int tornLine))
        {
            return new JournalContent(events, head, ReadOnlyMemory<byte>.Empty, terminated);
        }

        return IsTorn(data.Span[tail..])
            ? new JournalContent(events, head, data[tail..], terminated)
            : throw Damaged(tornLine, "its checksum does not match its content");
    }

    private static JournalEntry Verify(ReadOnlySpan<byte> line, int lineNumber, JournalHead head)
    {
        if (!JournalLine.TryRead(line, out JournalEntry? entry))
        {
            throw new PhoenixException(
                ErrorCode.RecordDamaged,
                string.Create(CultureInfo.InvariantCulture, $"journal line {lineNumber} is whole, but this version of Phoenix cannot read it"),
                "use the version of Phoenix that wrote the run (it is named in the first line)");
        }

        if (entry.Seq != head.Lines + 1)
        {
            throw Damaged(lineNumber, string.Create(CultureInfo.InvariantCulture, $"it is number {entry.Seq}, and {head.Lines + 1} was expected"));
        }

        return entry.Prev == head.Sha256 ? entry : throw Damaged(lineNumber, "it does not follow from the line before");
    }

    /// <summary>Bytes may be skipped only where a <see cref="JournalEvent.JournalRepaired"/> says so, and exactly the bytes that it names.</summary>
    private static void VerifySkip(JournalEvent journalEvent, int lineNumber, (int Start, int Line)? skipped, ReadOnlySpan<byte> bytes)
    {
        JournalEvent.JournalRepaired? repair = journalEvent as JournalEvent.JournalRepaired;
        if (skipped is (_, int firstSkipped) && repair is null)
        {
            throw Damaged(firstSkipped, "its checksum does not match its content");
        }

        if (repair is not null && (repair.SkippedBytes != bytes.Length || repair.SkippedSha256 != JournalLine.Hash(bytes)))
        {
            throw Damaged(lineNumber, "the bytes before it are not those that it says were skipped");
        }
    }

    /// <summary>
    /// Whether bytes after the last whole line can come from an append that was cut short. A line is written in one piece and in order, so what
    /// has anything after its sum was written whole once, and its event may have been acted upon: that is damage.
    /// </summary>
    private static bool IsTorn(ReadOnlySpan<byte> tail)
    {
        int marker = tail.IndexOf(JournalLine.SumMarker);
        return (marker < 0 || marker + JournalLine.SumLength >= tail.Length) && tail.IndexOf("\"}\n"u8) < 0;
    }

    private static PhoenixException Damaged(int lineNumber, string why) => new(
        ErrorCode.RecordDamaged,
        string.Create(CultureInfo.InvariantCulture, $"journal line {lineNumber} is damaged: {why}"),
        "keep the run's folder as it is for inspection and begin a new run; check the disk that holds the state directory");
}
