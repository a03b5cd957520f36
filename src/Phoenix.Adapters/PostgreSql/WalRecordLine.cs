using System.Globalization;
using Phoenix.Errors;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// One line of pg_waldump: <c>rmgr: Transaction len (rec/tot): 34/ 34, tx: 725, lsn: 0/017595A0, prev 0/01759560, desc: COMMIT 2026-11-23
/// 12:30:32.776805 UTC; subxacts: ...; inval msgs: ...</c>, or <c>desc: COMMIT_PREPARED 725: 2026-...</c>.
/// </summary>
internal static class WalRecordLine
{
    private const string Commit = "desc: COMMIT ";
    private const string CommitPrepared = "desc: COMMIT_PREPARED ";

    private static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss.ffffff 'UTC'", "yyyy-MM-dd HH:mm:ss.FFFFFF 'UTC'", "yyyy-MM-dd HH:mm:ss 'UTC'"];

    /// <summary>Reads a commit; false for other transaction records (abort, prepare, assignment, invalidation).</summary>
    /// <exception cref="PhoenixException">ToolFailed: the line is not understood, so nothing may be concluded from what is not in it.</exception>
    internal static bool TryParseCommit(ReadOnlySpan<char> line, out CommitRecord record)
    {
        record = default;
        int at = line.IndexOf(" desc: ", StringComparison.Ordinal);
        if (at < 0 || !line.StartsWith("rmgr: Transaction", StringComparison.Ordinal))
        {
            throw NotUnderstood(line, null);
        }

        ReadOnlySpan<char> description = line[(at + 1)..];
        bool prepared = description.StartsWith(CommitPrepared, StringComparison.Ordinal);
        if (!prepared && !description.StartsWith(Commit, StringComparison.Ordinal))
        {
            return false;
        }

        try
        {
            ReadOnlySpan<char> rest = description[(prepared ? CommitPrepared : Commit).Length..];
            ReadOnlySpan<char> xid = Between(line, "tx:", ",");
            if (prepared)
            {
                // The record's own transaction is another one, or none; the prepared one stands in the description.
                int colon = rest.IndexOf(':');
                xid = rest[..colon];
                rest = rest[(colon + 1)..].TrimStart();
            }

            int end = rest.IndexOf(';');
            record = new CommitRecord(
                uint.Parse(xid, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture),
                Lsn.Parse(Between(line, "lsn:", ",").Trim().ToString()),
                Time(end < 0 ? rest : rest[..end]));
            return true;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw NotUnderstood(line, e);
        }
    }

    private static ReadOnlySpan<char> Between(ReadOnlySpan<char> line, string before, string after)
    {
        ReadOnlySpan<char> rest = line[(line.IndexOf(before, StringComparison.Ordinal) + before.Length)..];
        return rest[..rest.IndexOf(after, StringComparison.Ordinal)];
    }

    // Every tool runs with TZ=UTC; any other zone would be a different moment.
    private static DateTimeOffset Time(ReadOnlySpan<char> text) => DateTimeOffset.ParseExact(text.TrimEnd(), TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static PhoenixException NotUnderstood(ReadOnlySpan<char> line, Exception? cause) => new(
        ErrorCode.ToolFailed,
        $"pg_waldump printed a line that is not understood: {line[..Math.Min(line.Length, 200)]}",
        "Use the pg_waldump of the server's own version",
        cause);
}
