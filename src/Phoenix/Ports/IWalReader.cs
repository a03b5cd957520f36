using Phoenix.Proof;
using Phoenix.Recovery;

namespace Phoenix.Ports;

/// <summary>Reads commit records out of WAL segment files (pg_waldump).</summary>
public interface IWalReader
{
    /// <summary>
    /// The commit records of <paramref name="timeline"/> between two positions, from the segment files in <paramref name="directory"/>, in WAL order
    /// (ordinary, prepared and subtransaction-bearing commits).
    /// </summary>
    /// <exception cref="Errors.PhoenixException">ToolFailed: a segment is missing or damaged before <paramref name="to"/> is reached.</exception>
    Task<CommitLog> ReadCommitsAsync(string directory, uint timeline, Lsn from, Lsn to, CancellationToken cancellationToken);
}
