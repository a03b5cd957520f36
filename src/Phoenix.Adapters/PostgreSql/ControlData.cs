using System.Globalization;
using Phoenix.Errors;
using Phoenix.Recovery;

namespace Phoenix.Adapters.PostgreSql;

/// <summary>What <c>pg_controldata</c> prints of a data directory. Late after a promotion: the timeline is that of the last checkpoint.</summary>
/// <param name="SystemIdentifier">Database system identifier.</param>
/// <param name="State">Cluster state, e.g. <c>in production</c>, <c>shut down</c>, <c>in archive recovery</c>.</param>
/// <param name="CheckpointTimeline">Timeline of the latest checkpoint.</param>
/// <param name="CheckpointRedo">Redo position of the latest checkpoint.</param>
/// <param name="MinimumRecoveryEnd">Where recovery may end at the earliest; zero outside recovery.</param>
/// <param name="SegmentSize">Bytes per WAL segment.</param>
/// <param name="ChecksumVersion">Data page checksum version; 0 when checksums are off.</param>
/// <param name="MaxConnections">Least <c>max_connections</c> for recovery with hot standby.</param>
/// <param name="MaxWorkerProcesses">Least <c>max_worker_processes</c>.</param>
/// <param name="MaxWalSenders">Least <c>max_wal_senders</c>.</param>
/// <param name="MaxPreparedTransactions">Least <c>max_prepared_transactions</c>.</param>
/// <param name="MaxLocksPerTransaction">Least <c>max_locks_per_transaction</c>.</param>
public sealed record ControlData(
    ulong SystemIdentifier,
    string State,
    uint CheckpointTimeline,
    Lsn CheckpointRedo,
    Lsn MinimumRecoveryEnd,
    uint SegmentSize,
    int ChecksumVersion,
    int MaxConnections,
    int MaxWorkerProcesses,
    int MaxWalSenders,
    int MaxPreparedTransactions,
    int MaxLocksPerTransaction)
{
    /// <summary>Reads the tool's text (English: LC_ALL is C.UTF-8 for every tool).</summary>
    /// <exception cref="PhoenixException">ToolFailed: a line is missing or damaged.</exception>
    public static ControlData Parse(string text)
    {
        Dictionary<string, string> lines = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
            {
                lines[line[..colon]] = line[(colon + 1)..].Trim();
            }
        }

        return new ControlData(
            Read("Database system identifier", s => ulong.Parse(s, CultureInfo.InvariantCulture)),
            Read("Database cluster state", s => s),
            Read("Latest checkpoint's TimeLineID", s => uint.Parse(s, CultureInfo.InvariantCulture)),
            Read("Latest checkpoint's REDO location", Lsn.Parse),
            Read("Minimum recovery ending location", Lsn.Parse),
            Read("Bytes per WAL segment", s => uint.Parse(s, CultureInfo.InvariantCulture)),
            Number("Data page checksum version"),
            Number("max_connections setting"),
            Number("max_worker_processes setting"),
            Number("max_wal_senders setting"),
            Number("max_prepared_xacts setting"),
            Number("max_locks_per_xact setting"));

        int Number(string name) => Read(name, s => int.Parse(s, CultureInfo.InvariantCulture));

        T Read<T>(string name, Func<string, T> parse)
        {
            try
            {
                return parse(lines[name]);
            }
            catch (Exception e) when (e is KeyNotFoundException or FormatException or OverflowException)
            {
                throw new PhoenixException(
                    ErrorCode.ToolFailed,
                    $"pg_controldata printed no usable '{name}'",
                    "Check that the data directory is whole and belongs to this PostgreSQL version",
                    e);
            }
        }
    }

    /// <summary>The settings without which recovery pauses or aborts, as <c>name = value</c>.</summary>
    public IReadOnlyDictionary<string, string> RecoveryMinimums => new Dictionary<string, string>
    {
        ["max_connections"] = MaxConnections.ToString(CultureInfo.InvariantCulture),
        ["max_worker_processes"] = MaxWorkerProcesses.ToString(CultureInfo.InvariantCulture),
        ["max_wal_senders"] = MaxWalSenders.ToString(CultureInfo.InvariantCulture),
        ["max_prepared_transactions"] = MaxPreparedTransactions.ToString(CultureInfo.InvariantCulture),
        ["max_locks_per_transaction"] = MaxLocksPerTransaction.ToString(CultureInfo.InvariantCulture),
    };
}
