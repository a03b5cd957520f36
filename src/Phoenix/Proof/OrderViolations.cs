namespace Phoenix.Proof;

/// <summary>
/// Acknowledged rows that are absent although something sent after their acknowledgement is present: what real time forbids, with no
/// need of a global commit order.
/// </summary>
/// <param name="Count">How many.</param>
/// <param name="First">The first one; null for none.</param>
internal readonly record struct OrderViolations(long Count, LedgerEntry? First)
{
    public static OrderViolations Find(Ledger ledger)
    {
        if (ledger.Lost == 0)
        {
            return default;
        }

        // b present and sent latest decides for all: whoever was acknowledged before any present b was sent was so before this one.
        long lastSent = long.MinValue;
        Dictionary<int, long> lastPresent = [];
        foreach (LedgerEntry entry in ledger)
        {
            if (entry.Present)
            {
                lastSent = Math.Max(lastSent, entry.SentAt);
                lastPresent[entry.Writer] = entry.Number;
            }
        }

        long count = 0;
        LedgerEntry? first = null;
        foreach (LedgerEntry entry in ledger)
        {
            if (entry.Lost && (entry.EndedAt < lastSent || (lastPresent.TryGetValue(entry.Writer, out long last) && entry.Number < last)))
            {
                count++;
                first ??= entry;
            }
        }

        return new OrderViolations(count, first);
    }
}
