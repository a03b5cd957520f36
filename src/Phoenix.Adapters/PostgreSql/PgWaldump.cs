using System.Globalization;
using Phoenix.Adapters.Processes;
using Phoenix.Errors;
using Phoenix.Ports;
using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>
/// Reads commit records with <c>pg_waldump</c>. Its exit code 0 is certain to mean "everything before the end was read": with an end position it stops
/// without an error only where the next record, or the page header before it, would reach beyond that position; a missing or short file, a wrong
/// checksum, a broken chain and the zeros of an unused segment all end in exit code 1. (A segment closed by <c>pg_switch_wal</c> ends in a switch
/// record, behind which the reader goes on with the next segment: an end inside that unused tail is reached without an error.)
/// What it cannot tell apart from the end is a damaged length in a record of the last page before the end: hash the last segment to exclude that.
/// </summary>
/// <param name="runner">Runs the tool.</param>
/// <param name="binDirectory">Directory of PostgreSQL's programs, of the version that wrote the WAL.</param>
/// <param name="segmentSize">Size of the segments in bytes.</param>
/// <param name="account">The account to run under; it must be able to read the segments. Null for the present one.</param>
public sealed class PgWaldump(ToolRunner runner, string binDirectory, uint segmentSize = WalSegment.DefaultSize, Account? account = null) : IWalReader
{
    /// <inheritdoc/>
    public async Task<CommitLog> ReadCommitsAsync(string directory, uint timeline, Lsn from, Lsn to, CancellationToken cancellationToken)
    {
        if (to <= from)
        {
            return new CommitLog(from, to, []);
        }

        ThrowIfMissing(directory, timeline, from, to);
        CommitRecordList records = new();
        ToolCommand command = new()
        {
            Tool = "pg_waldump",
            FileName = Path.Combine(binDirectory, "pg_waldump"),
            Arguments =
            [
                "-p", directory, "-t", timeline.ToString(CultureInfo.InvariantCulture), "-s", from.ToString(), "-e", to.ToString(), "-r", "Transaction",
            ],
            Account = account,
            Timeout = TimeSpan.FromMinutes(30),
            Output = async (stream, token) =>
            {
                LineBuffer lines = new(stream);
                while (await lines.ReadAsync(token).ConfigureAwait(false))
                {
                    while (lines.TryNext(out ReadOnlySpan<char> line))
                    {
                        if (WalRecordLine.TryParseCommit(line, out CommitRecord record) && record.Lsn < to)
                        {
                            records.Add(record);
                        }
                    }
                }
            },
        };
        ToolResult result = await runner.RunAsync(command, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0 ? new CommitLog(from, to, records) : throw new PhoenixException(
            ErrorCode.ToolFailed,
            $"the WAL of timeline {timeline} from {from} to {to} could not be read to its end: {result.LastWords}",
            "A segment is missing or damaged, or the WAL ends before that position: compare the listing with the server's last position");
    }

    // pg_waldump would name only the first; and without any file it could not tell the segment size.
    private void ThrowIfMissing(string directory, uint timeline, Lsn from, Lsn to)
    {
        List<string> missing = [];
        WalSegment last = WalSegment.EndingAt(timeline, to, segmentSize);
        for (WalSegment segment = WalSegment.Containing(timeline, from, segmentSize); segment.Number <= last.Number; segment = segment.Next)
        {
            FileInfo file = new(Path.Combine(directory, segment.Name));
            if (!file.Exists || file.Length != segmentSize)
            {
                missing.Add(file.Exists ? $"{segment.Name} ({file.Length} bytes)" : segment.Name);
            }
        }

        if (missing.Count > 0)
        {
            throw new PhoenixException(
                ErrorCode.ToolFailed,
                $"{missing.Count} WAL segments between {from} and {to} are missing or have the wrong size: {string.Join(", ", missing.Take(5))}",
                "Fetch them from the repository; one that is missing there is a hole that recovery would stop at silently");
        }
    }
}
